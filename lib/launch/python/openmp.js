import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../command.js';
import { aptInstall, hasApt, unpackPackages } from '../debian.js';
import { listFiles } from '../files.js';
import { isRoot } from '../settings.js';

/**
 * LightGBM's and XGBoost's wheels want the system's OpenMP library, which a bare Debian lacks: root
 * installs it, anyone else gets a copy inside the environment that is loaded at Python's start.
 * @param {string} environment folder of the virtual environment
 * @param {string} tools
 */
export async function ensureOpenMp(environment, tools) {
  const { code, stderr } = await attempt(join(environment, 'bin/python'), ['-I', '-c', 'import lightgbm']);
  if (code === 0 || !stderr.includes('libgomp') || !hasApt()) return;
  if (isRoot()) await aptInstall(['libgomp1']);
  else await copyInto(environment, tools);
}

async function copyInto(environment, tools) {
  const folder = join(tools, 'openmp');
  await unpackPackages(['libgomp1'], folder, tools);
  const library = listFiles(folder).find((path) => /libgomp\.so\.1\.\d/.test(path));
  const own = join(environment, 'lib/libgomp.so.1');
  if (library) copyFileSync(library, own);
  const [version] = readdirSync(join(environment, 'lib')).filter((name) => name.startsWith('python3'));
  // A line of a .pth file that begins with import is run at start; a library loaded once is found by its name. The
  // environment is renamed when it is whole, so the path is taken from where it is then.
  const line = `import ctypes, sys; ctypes.CDLL(sys.prefix + "/lib/libgomp.so.1", ctypes.RTLD_GLOBAL)\n`;
  writeFileSync(join(environment, 'lib', version, 'site-packages/insitu-openmp.pth'), line);
}
