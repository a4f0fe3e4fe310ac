import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Zip, ZipDeflate } from 'fflate';
import type { Access } from '#lib/access/access.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { audit } from '#lib/db/control/audit.ts';
import { control } from '#lib/db/control/client.ts';
import { branchTarget } from '../data/connection-store.ts';
import { flushLive } from '../files/live-store.ts';
import { readDraftFiles } from '../files/store.ts';
import type { BranchFacts } from '../project/store.ts';
import { missingVersion, readVersion } from '../version/store.ts';
import { forDbt } from './dbt/for-dbt.ts';
import { originalBytes } from './original-store.ts';

export interface ProjectExport {
  readonly fileName: string;
  readonly zip: ReadableStream<Uint8Array>;
}

/**
 * The project as a folder in a zip that dbt-core runs: the drafts of a branch as they are now, or a
 * version. What was imported and not touched since has the bytes it came with.
 * @param number of a version of this project; without it the drafts
 */
export async function exportProject(access: Access, branch: BranchFacts, number?: number): Promise<ProjectExport> {
  const { project, person, caller } = access;
  const tree = number === undefined ? await drafts(branch) : await versionTree(access, number);
  const bytes = await originalBytes(tree.branchId, tree.files);
  const whole = forDbt(tree.files, bytes, await branchTarget(access, branch), await dbtMacros());
  await audit(control(), {
    action: 'project.exported',
    personId: person.id,
    projectId: project.id,
    subject: { version: number ?? null, files: whole.size },
    address: caller.address,
  });
  const name = number === undefined ? project.slug : `${project.slug}-v${number}`;
  return { fileName: `${name}.zip`, zip: zipStream(project.slug, whole) };
}

const macroFolder = () => join(/* turbopackIgnore: true */ process.cwd(), 'lib/domain/transfer/dbt');

/** What gives Insitu's nodes their meaning under dbt, by file name. */
export async function dbtMacros(): Promise<Map<string, Buffer>> {
  const names = (await readdir(macroFolder())).filter((name) => name.endsWith('.sql')).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(macroFolder(), name))] as const)),
  );
}

async function drafts(branch: BranchFacts) {
  const flushed = await flushLive(branch.id);
  if (!flushed.ok) throw new ProblemError(flushed.problem);
  return { branchId: branch.id, files: await readDraftFiles(branch.id) };
}

async function versionTree({ project }: Access, number: number) {
  if (!Number.isSafeInteger(number) || number < 1 || number > 2 ** 31 - 1) throw new ProblemError(missingVersion);
  const row = await control().version.findUnique({ where: { projectId_number: { projectId: project.id, number } } });
  if (!row) throw new ProblemError(missingVersion);
  return { branchId: row.branchId, files: await readVersion(row.id) };
}

/** The earliest day a zip can name: the same tree gives the same zip. */
const noDay = new Date(1980, 0, 1);

/** Packs one file at a time, as it is asked for. */
function zipStream(folder: string, files: ReadonlyMap<string, Buffer>): ReadableStream<Uint8Array> {
  const rest = [...files].sort(([a], [b]) => (a < b ? -1 : 1))[Symbol.iterator]();
  let zip: Zip;
  return new ReadableStream({
    start(controller) {
      zip = new Zip((error, chunk, final) => {
        if (error) return controller.error(error);
        controller.enqueue(chunk);
        if (final) controller.close();
      });
    },
    pull() {
      const next = rest.next();
      if (next.done) return zip.end();
      const [path, bytes] = next.value;
      const file = new ZipDeflate(`${folder}/${path}`, { level: 6 });
      file.mtime = noDay;
      zip.add(file);
      file.push(bytes, true);
    },
  });
}
