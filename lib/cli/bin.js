#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { aloneInCheckout } from '../launch/checkout.js';
import { explain } from '../launch/failure.js';
import { onNode24 } from '../launch/node/hand-over.js';
import { installPackages } from '../launch/node/packages.js';
import { generatePrismaClient } from '../launch/prisma-client.js';
import { readSettings, root } from '../launch/settings.js';

/** `npx insitu …`: the command line, in a fresh checkout too. Standard output stays the command's own. */
try {
  await onNode24(readSettings([], process.env), fileURLToPath(import.meta.url), { quiet: true });
  const wait = ({ pid }) => process.stderr.write(`process ${pid} is preparing this checkout: waiting\n`);
  await aloneInCheckout(root, wait, async () => {
    await installPackages(root);
    await generatePrismaClient(root, process.env);
  });
  await import('./main.ts');
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(error.exitCode ?? 1);
}
