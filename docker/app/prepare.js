import { installRuntime, loadSamples, migrateControl } from '../../lib/launch/data.js';
import { makeHome } from '../../lib/launch/home.js';
import { ensurePythonEnvironment } from '../../lib/launch/python/environment.js';
import { createReport } from '../../lib/launch/report.js';
import { readSettings, root } from '../../lib/launch/settings.js';

/** The steps of `npm start` that a running database needs: migrations, the runtime, the sample data. */
const settings = readSettings([], process.env);
const report = createReport();
makeHome(settings);
await report.step('Control database', () => migrateControl(root, process.env));
// The path is the one inside the database's image; it means nothing here.
await report.step('Runtime in the data database', () => installRuntime(root, settings.home, process.env));
delete process.env.INSITU_PYTHON;
const { python } = await report.step('Python', () => ensurePythonEnvironment({ ...settings }));
await report.step('Sample data', () => loadSamples(root, settings.home, { ...process.env, INSITU_PYTHON: python }));
