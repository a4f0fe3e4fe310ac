import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, lastLines, run } from '../command.js';
import { aptInstall, hasApt } from '../debian.js';
import { LaunchFailure } from '../failure.js';
import { asideOf, hashFiles, readJson, takeName } from '../files.js';
import { waitForLock } from '../lock.js';
import { isRoot } from '../settings.js';
import { basePython } from './find.js';
import { mark, requirements } from './layout.js';
import { ensureOpenMp } from './openmp.js';
import { install, installFailure, isUnreachable } from './pip.js';
import { createVenv } from './venv.js';

/** How long a start lives with the distribution's packages before it asks PyPI again. */
const retryAfter = 24 * 3600 * 1000;

/**
 * The environment that user code and training run in: the locked requirements, checked by hash;
 * where PyPI can't be reached, the distribution's pandas and scikit-learn.
 * @param {{root: string, tools: string, user?: {name: string, uid: number, gid: number}}} options
 * @returns {Promise<{python: string, version: string, warning?: string, note: string}>}
 */
export async function ensurePythonEnvironment({ root, tools, user }) {
  if (process.env.INSITU_PYTHON) return givenPython(process.env.INSITU_PYTHON, user);
  // Several homes may share the tools, and `insitu install` may run beside a start.
  const lock = await waitForLock(join(tools, 'python.lock'));
  try {
    return await keepEnvironment({ root, tools, user });
  } finally {
    lock.release();
  }
}

async function keepEnvironment({ root, tools, user }) {
  const folder = join(tools, 'python');
  const wanted = hashFiles(root, [requirements]);
  const kept = readJson(join(folder, mark), undefined);
  if (kept && isCurrent(kept, wanted) && (await runs(join(folder, 'bin/python'), user)))
    return described(folder, kept, kept.warning ? '' : 'as locked');
  const base = await basePython(user);
  const aside = asideOf(folder);
  const made = await make({ base, aside, root, tools, user, wanted });
  takeName(aside, folder);
  return described(folder, { version: base.version, ...made }, `made with ${base.path}`);
}

/** Fills the environment aside; what a failure leaves is taken away, above all when the disk is full. */
async function make({ base, aside, root, tools, user, wanted }) {
  try {
    const made = await fill({ base, aside, root, tools });
    await checkImports(join(aside, 'bin/python'), user, made.warning);
    writeFileSync(
      join(aside, mark),
      JSON.stringify({ requirements: wanted, version: base.version, at: Date.now(), ...made }),
    );
    return made;
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    throw error;
  }
}

function isCurrent(kept, wanted) {
  return kept.requirements === wanted && (!kept.warning || Date.now() - kept.at < retryAfter);
}

function described(folder, { version, warning }, note) {
  return {
    python: join(folder, 'bin/python'),
    version,
    warning,
    note: `Python ${version}${note ? `, ${note}` : ''}${warning ? `: ${warning}` : ''}`,
  };
}

async function givenPython(python, user) {
  const { code, stdout, stderr } = await attempt(
    python,
    ['-I', '-c', 'import platform; print(platform.python_version())'],
    { cwd: '/', user },
  );
  if (code === 0) return { python, version: stdout.trim(), note: `${python} (INSITU_PYTHON)` };
  throw new LaunchFailure('launch.bad-python', {
    what: `The interpreter of INSITU_PYTHON can't be run${user ? ` by ${user.name}, who runs the database server` : ''}.`,
    where: `${python}\n${lastLines(stderr, 3)}`,
    remedy: 'unset INSITU_PYTHON: Insitu makes an environment of its own',
    exitCode: 2,
  });
}

/** @returns {Promise<{warning?: string}>} a warning when it had to do with the distribution's packages */
async function fill({ base, aside, root, tools }) {
  if (!base.locked)
    return fillFromDistribution({
      base,
      aside,
      tools,
      why: `Python ${base.version} is too old for the locked packages`,
    });
  const pip = await createVenv(base.path, aside, { tools });
  const result = await install(pip, join(root, requirements));
  if (result.code === 0) {
    await ensureOpenMp(aside, tools);
    return {};
  }
  if (isUnreachable(result.output))
    return fillFromDistribution({ base, aside, tools, why: 'PyPI could not be reached' });
  throw installFailure(result.output);
}

async function fillFromDistribution({ base, aside, tools, why }) {
  if (hasApt() && isRoot()) await aptInstall(['python3-pandas', 'python3-sklearn']);
  await createVenv(base.path, aside, { tools, systemPackages: true });
  const { code } = await attempt(join(aside, 'bin/python'), ['-I', '-c', 'import pandas, sklearn']);
  if (code === 0)
    return { warning: `${why}; the distribution's pandas and scikit-learn are used, LightGBM and XGBoost are missing` };
  throw new LaunchFailure('launch.no-python-packages', {
    what: `${why}, and the distribution's pandas and scikit-learn are not there either.`,
    where: base.path,
    remedy:
      "check the network (PyPI) and start again, or install pandas and scikit-learn with the system's package manager",
  });
}

async function runs(python, user) {
  return existsSync(python) && (await attempt(python, ['-I', '-c', 'import sys'], { cwd: '/', user })).code === 0;
}

/** Imports what training needs once, as the server's user: a package that does not load is found now, not in a run. */
async function checkImports(python, user, warning) {
  const modules = warning ? 'numpy, pandas, sklearn' : 'numpy, pandas, sklearn, lightgbm, xgboost, pyarrow, matplotlib';
  await run(python, ['-I', '-c', `import ${modules}`], {
    cwd: '/',
    user,
    env: { ...process.env, MPLCONFIGDIR: '/tmp', OMP_NUM_THREADS: '1' },
    code: 'launch.python-packages-broken',
    what: 'The Python packages are installed but do not load.',
    remedy: 'LightGBM needs libgomp (Debian: libgomp1)',
  });
}
