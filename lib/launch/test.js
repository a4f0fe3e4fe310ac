import { fileURLToPath } from 'node:url';
import { explain } from './failure.js';
import { onNode24 } from './node/hand-over.js';
import { readTestSettings } from './test/settings.js';

/** `npm test`: every check of the project, from a fresh clone. `npm test -- --only vitest,rooms [paths]` runs some. */
try {
  const settings = readTestSettings(process.argv.slice(2), process.env);
  await onNode24(settings, fileURLToPath(import.meta.url));
  const { runChecks } = await import('./test/run.js');
  process.exitCode = await runChecks(settings);
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n`);
  process.stdout.write('0 passed, 1 failed\n');
  process.exitCode = error.exitCode ?? 1;
}
