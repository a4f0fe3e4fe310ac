import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Writes a file whole or not at all. */
export function writeWhole(path, text, mode = 0o644) {
  const aside = `${path}.${process.pid}.new`;
  writeFileSync(aside, text, { mode });
  renameSync(aside, path);
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
