import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, run } from './command.js';
import { LaunchFailure } from './failure.js';
import { asideOf, takeName } from './files.js';

const env = () => ({ ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' });
const offline = "check the network (Debian's packages) and start again";
let listsAreFresh = false;

/** @returns {boolean} whether this is Debian, Ubuntu or a child of theirs */
export function hasApt() {
  return existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg');
}

/** Installs packages as root. Waits up to 5 minutes for another apt to end. */
export async function aptInstall(packages) {
  await freshLists([]);
  await run('apt-get', ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...packages], {
    env: env(),
    code: 'launch.apt-failed',
    what: `Debian's packages could not be installed: ${packages.join(', ')}.`,
    remedy: offline,
  });
}

/**
 * Without root: downloads packages, and what they need that is not on this machine, and unpacks them.
 * @param {readonly string[]} packages
 * @param {string} folder becomes a tree like `/`, whole or not at all
 * @param {string} tools
 */
export async function unpackPackages(packages, folder, tools) {
  const apt = privateApt(tools);
  await freshLists(apt);
  const wanted = await needed(apt, packages);
  const aside = asideOf(folder);
  const download = join(aside, 'download');
  mkdirSync(download, { recursive: true });
  await run('apt-get', [...apt, 'download', ...wanted], {
    cwd: download,
    env: env(),
    code: 'launch.apt-failed',
    what: `Debian's packages could not be downloaded: ${wanted.join(', ')}.`,
    remedy: offline,
  });
  for (const file of readdirSync(download))
    await run('dpkg', ['-x', join(download, file), aside], { code: 'launch.unpack-failed' });
  rmSync(download, { recursive: true, force: true });
  takeName(aside, folder);
}

/** Newest version of a package name with a number in it, such as `postgresql-plpython3-17`. */
export async function newestPackage(pattern, apt = []) {
  await freshLists(apt);
  const { stdout } = await attempt('apt-cache', [...apt, 'search', '--names-only', pattern], { env: env() });
  const numbers = [...stdout.matchAll(new RegExp(pattern, 'gm'))].map((match) => Number(match[1]));
  return numbers.length ? Math.max(...numbers) : undefined;
}

/** apt's own state in a folder of ours, so that no right of root is needed. */
export function privateApt(tools) {
  const folder = join(tools, 'apt');
  for (const below of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, below), { recursive: true });
  const options = {
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    'Debug::NoLocking': '1',
    'APT::Sandbox::User': '',
  };
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

async function freshLists(apt) {
  if (listsAreFresh) return;
  await run('apt-get', [...apt, '-o', 'DPkg::Lock::Timeout=300', 'update'], {
    env: env(),
    code: 'launch.apt-failed',
    what: "Debian's list of packages could not be read.",
    remedy: offline,
  });
  listsAreFresh = true;
}

/** What apt would install for these packages on this machine (a simulation needs no rights). */
async function needed(apt, packages) {
  const { code, stdout, stderr } = await attempt(
    'apt-get',
    [...apt, '-s', 'install', '--no-install-recommends', ...packages],
    { env: env() },
  );
  if (code !== 0)
    throw new LaunchFailure('launch.apt-failed', {
      what: `Debian has no way to install ${packages.join(', ')}.`,
      where: stderr,
    });
  const missing = [...stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1]);
  return missing.length ? missing : [...packages];
}
