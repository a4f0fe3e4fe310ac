import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.js';
import { hashFiles, writeWhole } from './files.js';

const generated = 'lib/db/control/generated';

/**
 * Generates Prisma's client where schema or Prisma changed. The command looks for its schema engine
 * and would download it; generating never calls it, so any file that exists will do.
 */
export async function generatePrismaClient(root, env) {
  const stamp = join(root, generated, '.made-from');
  const hash = hashFiles(root, ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']);
  if (existsSync(`${stamp}-${hash.slice(0, 16)}`)) return { note: 'unchanged' };
  rmSync(join(root, generated), { recursive: true, force: true });
  await run(
    process.execPath,
    [join(root, 'node_modules/prisma/build/index.js'), 'generate', '--schema', 'prisma/schema.prisma'],
    {
      cwd: root,
      env: {
        // Generating connects to nothing, but the config may read the address.
        DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
        ...env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
      code: 'launch.prisma-failed',
      what: 'Prisma could not generate its client.',
    },
  );
  writeWhole(`${stamp}-${hash.slice(0, 16)}`, '');
  return { note: 'generated' };
}
