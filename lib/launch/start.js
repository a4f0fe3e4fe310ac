import { fileURLToPath } from 'node:url';
import { explain } from './failure.js';
import { onNode24 } from './node/hand-over.js';
import { readSettings } from './settings.js';

/** `npm start`: from a fresh clone to an address to open. */
try {
  const settings = readSettings(process.argv.slice(2), process.env);
  await onNode24(settings, fileURLToPath(import.meta.url));
  const { serve } = await import('./serve.js');
  await serve(settings);
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n`);
  process.exit(error.exitCode ?? 1);
}
