import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../command.js';
import { aptInstall, hasApt, unpackPackages } from '../debian.js';
import { LaunchFailure } from '../failure.js';
import { isRoot } from '../settings.js';

/**
 * Makes a virtual environment and finds a pip for it. A fresh Debian has Python without `ensurepip`:
 * then apt brings it (root), or the system's pip, or Debian's wheel of pip, unpacked, does the work.
 * @param {string} python interpreter it is made from
 * @param {string} folder
 * @param {{tools: string, systemPackages?: boolean}} options
 * @returns {Promise<string[]>} command line of pip for this environment
 */
export async function createVenv(python, folder, { tools, systemPackages = false }) {
  const flags = systemPackages ? ['--system-site-packages'] : [];
  const interpreter = join(folder, 'bin/python');
  const create = (...more) => {
    rmSync(folder, { recursive: true, force: true });
    return attempt(python, ['-m', 'venv', ...flags, ...more, folder]);
  };
  if ((await create()).code === 0) return [interpreter, '-m', 'pip'];
  if (hasApt() && isRoot()) {
    await aptInstall(['python3-venv']);
    if ((await create()).code === 0) return [interpreter, '-m', 'pip'];
  }
  const made = await create('--without-pip');
  if (made.code !== 0) throw noVenv(python, made.stderr);
  if ((await attempt(python, ['-m', 'pip', '--python', interpreter, '--version'])).code === 0)
    return [python, '-m', 'pip', '--python', interpreter];
  return [python, join(await pipWheel(tools, python), 'pip'), '--python', interpreter];
}

/** pip's wheel runs as it is, zipped. */
async function pipWheel(tools, python) {
  const folder = join(tools, 'pip');
  if (!hasApt()) throw noVenv(python, 'no pip');
  await unpackPackages(['python3-pip-whl'], folder, tools);
  const wheels = join(folder, 'usr/share/python-wheels');
  const wheel = existsSync(wheels) && readdirSync(wheels).find((name) => name.startsWith('pip-'));
  if (!wheel) throw noVenv(python, 'no pip');
  return join(wheels, wheel);
}

function noVenv(python, where) {
  return new LaunchFailure('launch.no-venv', {
    what: `${python} can't make a virtual environment.`,
    where,
    remedy: 'install venv and pip for it (Debian: python3-venv)',
  });
}
