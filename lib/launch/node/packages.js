import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../files.js';
import { npm } from './npm.js';

/**
 * Installs the locked packages where they are not installed as the lockfile says. npm's own record
 * inside node_modules is what counts: it goes with the folder, and an install that was killed has none.
 * @param {string} root the checkout
 */
export async function installPackages(root) {
  if (packagesMatch(root)) return { note: 'as locked' };
  await npm(root, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    what: 'The packages could not be installed (npm ci).',
    remedy: "check the network (npm's registry) and start again",
  });
  return { note: `${Object.keys(lockedPackages(root)).length} packages` };
}

/** @returns {boolean} whether every locked package is there in the locked version */
export function packagesMatch(root) {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages ?? {};
  return Object.entries(lockedPackages(root)).every(([path, locked]) => {
    const there = installed[path];
    // Optional packages are those of other platforms.
    if (!there) return locked.optional === true || locked.peer === true;
    return there.version === locked.version && there.integrity === locked.integrity;
  });
}

function lockedPackages(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.fromEntries(Object.entries(packages).filter(([path, entry]) => path && !entry.link));
}
