import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A SQL file of the runtime. */
export type Script = {
  readonly name: string;
  readonly text: string;
  readonly hash: string;
};

/** The `.sql` files of a folder by name. A folder that isn't there has none. */
export async function readScripts(folder: string): Promise<readonly Script[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(folder, name), 'utf8');
      return { name, text, hash: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/**
 * Fills in what a wrapper leaves open: the line `#runtime` becomes the lookup of the loaded package
 * (the hash in it makes open sessions load a newer one), `"@runtime"` that line as a string,
 * `@hash` and `@version` their values.
 */
export function fillIn(text: string, hash: string, version: string): string {
  const key = `insitu@${hash}`;
  const lookup = `runtime = GD.get("${key}") or GD[plpy.execute("SELECT insitu._load() AS key")[0]["key"]]`;
  return text
    .replace(/^#runtime$/gm, () => lookup)
    .replaceAll('"@runtime"', () => JSON.stringify(lookup))
    .replaceAll('@hash', hash)
    .replaceAll('@version', version);
}
