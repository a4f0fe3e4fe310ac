import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asideOf, readJson, takeName, writeWhole } from '../launch/files.js';

/** Packages of many files of plain JavaScript, joined too; all others are found where they are. */
const joined = /^(zod|yaml)(\/|$)/;
/** A command that runs may still load parts of the bundle before. */
const keptMs = 24 * 3600 * 1000;

/**
 * The command line as a few files instead of 700, which to find and load takes Node longer than most
 * commands take. Made within a second where a source is another, and kept in the packages' folder: it
 * goes with them, and finds them.
 * @param {string} root the checkout
 * @returns {Promise<string>} the file to import: that of the sources where nothing can be written
 */
export async function commandLine(root) {
  const cache = join(root, 'node_modules/.cache/insitu');
  const { entry, files } = readJson(join(cache, 'made-from.json'));
  if (entry !== undefined && existsSync(join(cache, entry)) && areUnchanged(root, files)) return join(cache, entry);
  try {
    return join(cache, await bundle(root, cache));
  } catch (error) {
    // The system's answer to a write; a fault of a source is told.
    if (error.syscall === undefined) throw error;
    return join(root, 'lib/cli/main.ts');
  }
}

const areUnchanged = (root, files) =>
  Object.entries(files).every(([path, state]) => state === stateOf(join(root, path)));

function stateOf(path) {
  const { mtimeMs, size } = statSync(path, { throwIfNoEntry: false }) ?? {};
  return `${mtimeMs}:${size}`;
}

/** @returns {Promise<string>} the bundle's first file, below the cache */
async function bundle(root, cache) {
  const { rolldown } = await import('rolldown');
  const started = Date.now();
  const name = `command-line-${started}`;
  const aside = asideOf(join(cache, name));
  const build = await rolldown({
    cwd: root,
    input: join(root, 'lib/cli/main.ts'),
    platform: 'node',
    external: (id) => !/^[./#]/.test(id) && !joined.test(id),
    plugins: [inPlace],
    logLevel: 'silent',
  });
  await build.write({ dir: aside, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' });
  const read = [...(await build.watchFiles), join(root, 'node_modules/.package-lock.json')];
  await build.close();
  takeName(aside, join(cache, name));
  // What was saved meanwhile may have been read before: the next command makes another.
  const files = Object.fromEntries(
    read.map((path) => [relative(root, path), statSync(path).mtimeMs < started ? stateOf(path) : 'saved meanwhile']),
  );
  writeWhole(join(cache, 'made-from.json'), JSON.stringify({ entry: `${name}/main.mjs`, files }));
  removeOld(cache, name);
  return `${name}/main.mjs`;
}

/** A worker is a file of the bundle too; what else a source finds beside itself, as the runtime's SQL, it finds there. */
const inPlace = {
  name: 'in-place',
  transform(code, id) {
    const withWorkers = code.replaceAll(/new URL\('([^']+\.ts)', import\.meta\.url\)/g, (_, path) => {
      const file = this.emitFile({ type: 'chunk', id: resolve(dirname(id), path) });
      return `new URL(import.meta.ROLLUP_FILE_URL_${file})`;
    });
    return withWorkers.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href));
  },
};

function removeOld(cache, current) {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (!name.startsWith('command-line-') || name === current || Date.now() - statSync(path).mtimeMs < keptMs) continue;
    rmSync(path, { recursive: true, force: true });
  }
}
