import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall, hasApt, unpackPackages } from './debian.js';
import { LaunchFailure } from './failure.js';
import { isRoot } from './settings.js';

const packages = ['chromium', 'fonts-liberation'];
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A browser for the end-to-end tests: the one that is there (INSITU_CHROMIUM, PATH), else Debian's.
 * @param {string} tools
 * @returns {Promise<{path: string, note: string}>}
 */
export async function ensureChromium(tools) {
  const unpacked = join(tools, 'chromium/usr/lib/chromium/chromium');
  const found = process.env.INSITU_CHROMIUM ?? onPath() ?? (existsSync(unpacked) ? unpacked : undefined);
  if (found) return { path: found, note: found };
  if (!hasApt()) throw noChromium();
  if (isRoot()) await aptInstall(packages);
  else await unpackPackages(packages, join(tools, 'chromium'), tools);
  const installed = onPath() ?? (existsSync(unpacked) ? unpacked : undefined);
  if (!installed) throw noChromium();
  return { path: installed, note: `${installed}, installed` };
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}

function noChromium() {
  return new LaunchFailure('launch.no-chromium', {
    what: 'No Chromium was found for the end-to-end tests.',
    remedy: 'install Chromium or Chrome, or set INSITU_CHROMIUM to its binary',
  });
}
