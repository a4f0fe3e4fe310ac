import { ProblemError, type Result, refuse } from '#lib/contracts/problem.ts';
import { importLimits, inMegabytes } from './limits.ts';
import { type ImportPlan, planImport, projectRoots } from './plan.ts';
import type { ImportSource, SourceEntry } from './source.ts';

/** Which of what was brought is the project: a plan, or the folders to choose from. */
export type Chosen =
  | { readonly type: 'plan'; readonly plan: ImportPlan }
  | { readonly type: 'choose'; readonly roots: readonly string[] };

/**
 * Finds the project in what was brought, and refuses what is larger than a project ever is before
 * a byte of it is unpacked.
 * @param root the folder a person chose, where there are several projects
 */
export function chooseProject(entries: readonly SourceEntry[], root?: string): Result<Chosen> {
  const roots = projectRoots(entries);
  const [only, ...others] = roots;
  if (only === undefined) return refuse(noProject(entries));
  if (root !== undefined && !roots.includes(root)) return refuse(unknownRoot(root));
  if (root === undefined && others.length > 0) return { ok: true, value: { type: 'choose', roots } };
  const plan = planImport(entries, root ?? only);
  return withinLimits(plan.files) ?? { ok: true, value: { type: 'plan', plan } };
}

function withinLimits(files: readonly SourceEntry[]): Result<never> | undefined {
  if (files.length > importLimits.files) return refuse(manyFiles(files.length));
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > importLimits.totalBytes) return refuse(large(total));
  const packed = files.reduce((sum, { packedBytes }) => sum + packedBytes, 0);
  if (total > importLimits.ratioFromBytes && total > packed * importLimits.ratio) return refuse(bomb(total, packed));
  return undefined;
}

/** The files of a plan by their path in the project. @throws ProblemError where one can't be read */
export async function readPlan(source: ImportSource, { root, files }: ImportPlan): Promise<Map<string, Buffer>> {
  const read = new Map<string, Buffer>();
  let total = 0;
  for await (const { path, bytes } of source.read(files.map((file) => file.path))) {
    total += bytes.length;
    // A source that says less than it gives is found out here at the latest.
    if (total > importLimits.totalBytes) throw new ProblemError(large(total));
    read.set(path.slice(root.length), bytes);
  }
  return read;
}

function noProject(entries: readonly SourceEntry[]) {
  const sql = entries.filter(({ path }) => path.endsWith('.sql')).length;
  return {
    code: 'import.no_project',
    message: `There is no dbt_project.yml in what you brought (${entries.length.toLocaleString('en')} files).`,
    remedy:
      sql > 0
        ? 'Bring the folder that has dbt_project.yml; SQL without a project goes into models/ of a new project.'
        : 'Bring the folder that has dbt_project.yml.',
  };
}

const unknownRoot = (root: string) => ({
  code: 'import.root',
  message: `There is no project in ${root === '' ? 'the top folder' : root}.`,
  remedy: 'Choose one of the projects that were found.',
});

const manyFiles = (count: number) => ({
  code: 'import.many_files',
  message: `This project has ${count.toLocaleString('en')} files; ${importLimits.files.toLocaleString('en')} are the most.`,
  remedy: 'Leave out what is not the project’s text: data, results, environments.',
});

const large = (bytes: number) => ({
  code: 'import.large',
  message: `Unpacked this is ${inMegabytes(bytes)}; ${inMegabytes(importLimits.totalBytes)} are the most.`,
  remedy: 'Load large data into the database and name it as a source.',
});

const bomb = (bytes: number, packed: number) => ({
  code: 'import.ratio',
  message: `${inMegabytes(packed)} unpack to ${inMegabytes(bytes)}: no project’s text packs like that.`,
  remedy: 'Load large data into the database and name it as a source.',
});
