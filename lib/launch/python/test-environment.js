import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../command.js';
import { asideOf, hashFiles, readJson, takeName } from '../files.js';
import { basePython } from './find.js';
import { mark, requirements } from './layout.js';
import { install, installFailure } from './pip.js';
import { createVenv } from './venv.js';

/**
 * What only checks and benchmarks need, in a second environment that sees the first one's packages.
 * @returns {Promise<{python: string, note: string}>}
 */
export async function ensureTestEnvironment({ root, tools, python }) {
  const folder = join(tools, 'python-test');
  const wanted = hashFiles(root, [requirements, 'docker/python/requirements-test.txt']);
  const interpreter = join(folder, 'bin/python');
  if (readJson(join(folder, mark)).requirements === wanted) return { python: interpreter, note: 'as locked' };
  const aside = asideOf(folder);
  const { path } = await basePython(undefined);
  const pip = await createVenv(path, aside, { tools });
  const result = await install(pip, join(root, 'docker/python/requirements-test.txt'));
  if (result.code !== 0) throw installFailure(result.output);
  await linkPackages(python, join(aside, 'bin/python'));
  writeFileSync(join(aside, mark), JSON.stringify({ requirements: wanted }));
  takeName(aside, folder);
  return { python: interpreter, note: 'made' };
}

async function linkPackages(from, to) {
  const site = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const shared = (await run(from, ['-I', '-c', site])).trim();
  const own = (await run(to, ['-I', '-c', site])).trim();
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'insitu.pth'), `${shared}\n`);
}
