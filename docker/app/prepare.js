import { installRuntime, loadSamples, migrateControl } from '../../lib/launch/data.js';
import { explain } from '../../lib/launch/failure.js';
import { createReport } from '../../lib/launch/report.js';
import { root } from '../../lib/launch/settings.js';

/**
 * The steps of `npm start` that a running database needs. Each asks the database itself what is there
 * and may be repeated: a new volume, or one of an earlier version, is brought to where this image is.
 */
const report = createReport();
// INSITU_PYTHON is a path of the database's image; in this one another Python has the samples.
const samples = { ...process.env, INSITU_PYTHON: '/opt/insitu/samples/bin/python' };
try {
  await report.step('Control database', () => migrateControl(root, process.env));
  await report.step('Runtime in the data database', () => installRuntime(root, process.env));
  await report.step('Sample data', () => loadSamples(root, samples));
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n`);
  process.exit(error.exitCode ?? 1);
}
