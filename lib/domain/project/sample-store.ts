import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ProjectFiles } from '#lib/contracts/project.ts';

/** A project that comes with Insitu. */
export interface Sample {
  readonly name: 'flights' | 'iris';
  readonly title: string;
  readonly description: string;
  /** What one row of its data is, with their number. */
  readonly rows: string;
}

/** In the order in which the list of projects shows them. */
export const samples: readonly Sample[] = [
  {
    name: 'flights',
    title: 'Flights',
    description: 'Will a flight from New York arrive late? 336,776 flights of 2013, known two hours before departure.',
    rows: '336,776 flights',
  },
  {
    name: 'iris',
    title: 'Iris',
    description: 'Three species of iris from four measurements: the smallest project that trains.',
    rows: '150 flowers',
  },
];

const folder = () => join(/* turbopackIgnore: true */ process.cwd(), 'lib/samples');

/** The files of a sample. */
export async function readSample(name: string): Promise<ProjectFiles> {
  const root = join(folder(), name, 'project');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.map(async (path): Promise<[string, string]> => {
      return [relative(root, path).split(sep).join('/'), await readFile(path, 'utf8')];
    }),
  );
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const sourcesFile = z.object({ sources: z.array(z.object({ name: z.string(), schema: z.string().optional() })) });

/** Schemas that a project's sources name, so that it can be given the right to read them. */
export function sourceSchemas(files: ProjectFiles): string[] {
  const schemas = new Set<string>();
  for (const [path, text] of files) {
    if (!/^models\/.*\.ya?ml$/.test(path)) continue;
    const parsed = sourcesFile.safeParse(parseYaml(text));
    for (const source of parsed.data?.sources ?? []) schemas.add(source.schema ?? source.name);
  }
  // A name that is computed by Jinja is granted by hand.
  return [...schemas].filter((schema) => /^[\w$]+$/.test(schema));
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
