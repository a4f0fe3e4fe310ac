import { fileURLToPath } from 'node:url';
import { runBenchmarks } from './bench/run.js';
import { explain } from './failure.js';
import { onNode24 } from './node/hand-over.js';
import { readBenchSettings } from './test/settings.js';

/** `npm run bench`: the figures of e2e/bench, one after the other. `npm run bench -- NAME` runs those whose file name has NAME in it. */
try {
  const settings = readBenchSettings(process.argv.slice(2), process.env);
  await onNode24(settings, fileURLToPath(import.meta.url));
  process.exitCode = await runBenchmarks(settings);
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n`);
  process.exitCode = error.exitCode ?? 1;
}
