import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { attempt } from '../command.js';
import { aptInstall, hasApt } from '../debian.js';
import { LaunchFailure } from '../failure.js';
import { isRoot } from '../settings.js';

/** Oldest Python the locked requirements are for. */
const oldestPython = [3, 11];

/**
 * An interpreter for the fenced child that the database server's user can execute. One below a home
 * folder (pyenv, conda) can't be, so the system's come first, and each is tried as that user.
 * @returns {Promise<{path: string, version: string, locked: boolean} | undefined>} `locked`: new enough for the locked requirements
 */
async function findPython(user) {
  let tooOld;
  for (const path of candidates()) {
    const version = await versionOf(path, user);
    if (!version) continue;
    const [major, minor] = version.split('.').map(Number);
    const found = { path, version, locked: major === oldestPython[0] && minor >= oldestPython[1] };
    if (found.locked) return found;
    tooOld ??= found;
  }
  return tooOld;
}

function candidates() {
  const folders = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', ...(process.env.PATH ?? '').split(delimiter)];
  return [...new Set(folders.filter(Boolean).flatMap((folder) => [join(folder, 'python3'), ...numbered(folder)]))];
}

/** `python3.13`, `python3.12` …: newest first. */
function numbered(folder) {
  try {
    const names = readdirSync(folder).filter((name) => /^python3\.\d+$/.test(name));
    return names.sort((a, b) => Number(b.slice(8)) - Number(a.slice(8))).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

async function versionOf(path, user) {
  const { code, stdout } = await attempt(
    path,
    ['-I', '-c', 'import sys, venv; print("%d.%d.%d" % sys.version_info[:3])'],
    { cwd: '/', user },
  );
  return code === 0 ? stdout.trim() : undefined;
}

/** As `findPython`, but gets Debian's as root, and fails where there is none. */
export async function basePython(user) {
  const found = await findPython(user);
  if (found) return found;
  if (hasApt() && isRoot()) {
    await aptInstall(['python3', 'python3-venv']);
    const installed = await findPython(user);
    if (installed) return installed;
  }
  throw new LaunchFailure('launch.no-python', {
    what: `No Python 3 was found that ${user ? `${user.name}, who runs the database server,` : 'you'} can execute.`,
    where: '/usr/bin/python3, /usr/local/bin, Homebrew, PATH',
    remedy: `install Python ${oldestPython.join('.')} or newer for the whole system`,
  });
}
