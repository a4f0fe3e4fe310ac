import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { run } from './command.js';
import { hashFiles } from './files.js';
import { waitForLock } from './lock.js';

const sources = [
  'app',
  'components',
  'lib',
  'public',
  'prisma/schema.prisma',
  'next.config.js',
  'package-lock.json',
  'tsconfig.json',
  'proxy.ts',
  'instrumentation.ts',
];
/** Processes of their own and tests: none of them is in the app's bundle. */
const notBundled = /\.test\.|^lib\/(launch|cli|runner|testing|server|samples|runtime)\/|\/__pycache__\/|\.tsbuildinfo$/;

/** Builds the app where its sources changed since the last build. */
export async function buildApp(root, env) {
  const hash = hashFiles(root, sources, notBundled);
  const stamp = join(root, '.next/insitu-built-from');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return { note: 'unchanged' };
  rmSync(stamp, { force: true });
  await run(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: root,
    env: { ...env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    code: 'launch.build-failed',
    what: 'The app could not be built (next build).',
  });
  writeFileSync(stamp, hash);
  return { note: 'built' };
}

/**
 * One process at a time installs packages into a checkout and builds it, whatever its home.
 * @template T
 * @param {string} root
 * @param {(holder: {pid: number}) => void} onWait
 * @param {() => Promise<T>} work
 */
export async function aloneInCheckout(root, onWait, work) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const lock = await waitForLock(join(tmpdir(), `insitu-${userInfo().uid}-${name}.lock`), onWait);
  try {
    return await work();
  } finally {
    lock.release();
  }
}
