#!/usr/bin/env node
import module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { aloneInCheckout } from '../launch/checkout.js';
import { explain } from '../launch/failure.js';
import { onNode24 } from '../launch/node/hand-over.js';
import { installPackages } from '../launch/node/packages.js';
import { steadyThisProcess } from '../launch/node/v8.js';
import { generatePrismaClient } from '../launch/prisma-client.js';
import { readSettings, root } from '../launch/settings.js';
import { commandLine } from './bundle.js';

/** `npx insitu …`: the command line, in a fresh checkout too. Standard output stays the command's own. */
try {
  const settings = readSettings([], process.env);
  await onNode24(settings, fileURLToPath(import.meta.url), { quiet: true });
  // Code is compiled once, that of workers too: a command starts in 0.3 s of processor time, not in 1.2 s.
  process.env.NODE_COMPILE_CACHE ??= join(settings.home, 'compiled');
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  steadyThisProcess();
  const wait = ({ pid }) => process.stderr.write(`process ${pid} is preparing this checkout: waiting\n`);
  const main = await aloneInCheckout(root, wait, async () => {
    await installPackages(root);
    await generatePrismaClient(root, process.env);
    return commandLine(root);
  });
  if (process.argv[2] === 'install' && !process.argv.some((word) => word.startsWith('--python')))
    await provideInterpreter();
  await import(main);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(error.exitCode ?? 1);
}

/** `insitu install` without a word about Python: the environment that `npm start` makes, made now if need be. */
async function provideInterpreter() {
  const [{ makeHome }, { ensurePythonEnvironment }, { createReport }, { findServerUser }] = await Promise.all([
    import('../launch/home.js'),
    import('../launch/python/environment.js'),
    import('../launch/report.js'),
    import('../launch/system-user.js'),
  ]);
  const settings = readSettings([], process.env);
  makeHome(settings);
  const user = await findServerUser();
  const { python } = await createReport(process.stderr).step('Python of the fenced child', () =>
    ensurePythonEnvironment({ ...settings, user }),
  );
  process.env.INSITU_PYTHON = python;
}
