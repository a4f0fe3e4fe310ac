import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** Writes a file whole or not at all. */
export function writeWhole(path, text, mode = 0o644) {
  const aside = `${path}.${process.pid}.new`;
  writeFileSync(aside, text, { mode });
  renameSync(aside, path);
}

/**
 * Where a folder is made before it takes its name: a killed start leaves nothing half-done under the
 * name, and a tool of its that still runs writes into a folder that nobody reads. What earlier ones
 * left is taken away.
 * @param {string} folder
 * @returns {string} a path beside it that does not exist yet
 */
export function asideOf(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  const left = readdirSync(dirname(folder)).filter(
    (name) => name.startsWith(`${basename(folder)}.`) && name.endsWith('.new'),
  );
  for (const name of left) rmSync(join(dirname(folder), name), { recursive: true, force: true });
  return `${folder}.${process.pid}.new`;
}

/** Gives a folder made aside its name. */
export function takeName(aside, folder) {
  rmSync(folder, { recursive: true, force: true });
  renameSync(aside, folder);
}

/** @returns {any} what a JSON file holds; the fallback when it is absent or broken */
export function readJson(path, fallback = {}) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return fallback;
  }
}

/**
 * SHA-256 over names and bytes of files and folders below a root.
 * @param {string} root
 * @param {readonly string[]} paths those that are not there count as empty
 * @param {RegExp} [leaveOut] tested against the path below the root
 */
export function hashFiles(root, paths, leaveOut) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => listFiles(join(root, path))).sort()) {
    const name = relative(root, file);
    if (leaveOut?.test(name)) continue;
    hash.update(name).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** @returns {string[]} every file below a folder, or the file itself */
export function listFiles(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const below = join(path, entry.name);
    if (entry.isDirectory()) return listFiles(below);
    return entry.isFile() ? [below] : [];
  });
}
