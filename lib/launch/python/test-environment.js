import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../command.js';
import { asideOf, hashFiles, readJson, takeName } from '../files.js';
import { waitForLock } from '../lock.js';
import { basePython } from './find.js';
import { mark, requirements } from './layout.js';
import { install, installFailure } from './pip.js';
import { createVenv } from './venv.js';

const testRequirements = 'docker/python/requirements-test.txt';
const dbtRequirements = 'docker/python/requirements-dbt.txt';

/**
 * What only checks and benchmarks need, in a second environment that sees the first one's packages.
 * @returns {Promise<{python: string, note: string}>}
 */
export function ensureTestEnvironment({ root, tools, python }) {
  return keepLocked({
    root,
    folder: join(tools, 'python-test'),
    tools,
    file: testRequirements,
    madeFrom: [requirements, testRequirements],
    finish: (own) => linkPackages(python, own),
  });
}

/**
 * dbt-core, which the checks and benchmarks compare with. It is alone in its environment: what it pins
 * is not what user code gets.
 * @returns {Promise<{python: string, note: string}>}
 */
export function ensureDbtEnvironment({ root, tools }) {
  return keepLocked({
    root,
    folder: join(tools, 'python-dbt'),
    tools,
    file: dbtRequirements,
    madeFrom: [dbtRequirements],
    // What does not load is found here, before any check asks for it.
    finish: (own) => run(own, ['-I', '-c', 'import dbt.cli.main, dbt.adapters.postgres'], { cwd: '/' }),
  });
}

/** An environment of locked requirements; made again only when they changed. */
async function keepLocked({ root, folder, tools, file, madeFrom, finish }) {
  const wanted = hashFiles(root, madeFrom);
  const python = join(folder, 'bin/python');
  const isCurrent = () => readJson(join(folder, mark)).requirements === wanted;
  if (isCurrent()) return { python, note: 'as locked' };
  // Checkouts that share the tools may be tested at the same time.
  const lock = await waitForLock(`${folder}.lock`);
  try {
    if (!isCurrent()) await make({ folder, tools, file: join(root, file), wanted, finish });
    return { python, note: 'made' };
  } finally {
    lock.release();
  }
}

async function make({ folder, tools, file, wanted, finish }) {
  const aside = asideOf(folder);
  const { path } = await basePython(undefined);
  const pip = await createVenv(path, aside, { tools });
  const result = await install(pip, file);
  if (result.code !== 0) throw installFailure(result.output);
  await finish(join(aside, 'bin/python'));
  writeFileSync(join(aside, mark), JSON.stringify({ requirements: wanted }));
  takeName(aside, folder);
}

async function linkPackages(from, to) {
  const site = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const shared = (await run(from, ['-I', '-c', site])).trim();
  const own = (await run(to, ['-I', '-c', site])).trim();
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'insitu.pth'), `${shared}\n`);
}
