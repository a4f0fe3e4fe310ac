import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The Python package as it is shipped: one JSON text of module path → source, and its hash. */
export type Package = {
  readonly archive: string;
  readonly hash: string;
};

const isTest = (name: string): boolean => name.startsWith('test_') || name === 'conftest.py';

/** Escapes everything beyond ASCII, so that a database of any encoding holds the archive. */
const toAscii = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Reads `<packageDir>/insitu/**.py`, without tests, in a stable order. */
export async function readPackage(packageDir: string): Promise<Package> {
  const entries = await readdir(path.join(packageDir, 'insitu'), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py') && !isTest(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const sources: Record<string, string> = {};
  for (const file of files) {
    sources[path.relative(packageDir, file).split(path.sep).join('/')] = await readFile(file, 'utf8');
  }
  const archive = toAscii(JSON.stringify(sources));
  return { archive, hash: createHash('sha256').update(archive).digest('hex') };
}
