import { join } from 'node:path';
import { prepareCheckout } from '../checkout.js';
import { startCluster } from '../cluster.js';
import { run } from '../command.js';
import { address, superuser } from '../postgres/layout.js';
import { ensurePythonEnvironment } from '../python/environment.js';
import { ensureDbtEnvironment, ensureTestEnvironment } from '../python/test-environment.js';
import { readSecrets } from '../secrets.js';

/** Set-up that every check and benchmark stands on: packages, a running cluster, the Python environments. */
export async function prepareTools({ settings, report, supervisor }) {
  const secrets = readSecrets(settings.home);
  await prepareCheckout(settings.root, report);
  const { installation, user, port } = await startCluster({ settings, secrets, report, supervisor });
  const { python } = await report.step('Python of the fenced child', () =>
    ensurePythonEnvironment({ ...settings, user }),
  );
  const test = await report.step('Python of the checks', () => ensureTestEnvironment({ ...settings, python }));
  const dbt = await report.step('dbt-core, to compare with', () => ensureDbtEnvironment(settings));
  const url = address({ user: superuser, password: secrets.superuserPassword, port, database: 'postgres' });
  await dropLeftOvers(installation, url);
  return {
    url,
    python,
    testPython: test.python,
    env: testEnvironment({ settings, url, python, testPython: test.python, dbtPython: dbt.python }),
  };
}

/** What the checks see: this run's servers and nothing of the person's own. */
function testEnvironment({ settings, url, python, testPython, dbtPython }) {
  const { DATABASE_URL, INSITU_DATA_URL, INSITU_SECRET, ...env } = process.env;
  return {
    ...env,
    INSITU_HOME: settings.home,
    INSITU_TOOLS: settings.tools,
    INSITU_TEST_PG_URL: url,
    INSITU_PYTHON: python,
    INSITU_TEST_PYTHON: testPython,
    INSITU_DBT_PYTHON: dbtPython,
    DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
    NEXT_TELEMETRY_DISABLED: '1',
    NO_COLOR: '1',
  };
}

/** Databases of a run that was killed, and templates of other versions of the sources. */
function dropLeftOvers(installation, url) {
  const sql = String.raw`SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database WHERE datname ~ '^insitu_(test|template)_' \gexec`;
  return run(join(installation.bin, 'psql'), ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url], {
    env: installation.env,
    input: sql,
  });
}
