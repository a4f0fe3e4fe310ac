import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.js';
import { hashFiles } from './files.js';

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
