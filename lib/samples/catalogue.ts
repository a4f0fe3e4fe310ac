import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type SampleId = 'flights' | 'iris';

/** A project that comes with Insitu. */
export interface Sample {
  readonly id: SampleId;
  readonly description: string;
  /** What one row of its data is, with their number. */
  readonly rows: string;
}

export const SAMPLES: readonly Sample[] = [
  {
    id: 'flights',
    description: 'Every departure from New York in 2013, with weather, planes and airports. Will it arrive late?',
    rows: '336,776 flights',
  },
  {
    id: 'iris',
    description: '150 flowers, four measures, three species. The smallest project that has every part.',
    rows: '150 flowers',
  },
];

/** The text of a sample's project, by path. */
export async function readSample(id: SampleId): Promise<ReadonlyMap<string, string>> {
  // Not import.meta.url: the web process runs from a bundle, its working folder is the checkout.
  const root = join(process.cwd(), 'lib', 'samples', id, 'project');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(file.slice(root.length + 1).replaceAll('\\', '/'), await readFile(file, 'utf8'));
  }
  return files;
}
