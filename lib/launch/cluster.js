import { ownPort } from './ports.js';
import { clusterMajor, configureCluster } from './postgres/configure.js';
import { createCluster } from './postgres/create.js';
import { createDatabases } from './postgres/databases.js';
import { healCluster } from './postgres/heal.js';
import { ensurePostgres } from './postgres/install.js';
import { clusterService } from './postgres/service.js';
import { findServerUser } from './system-user.js';

/**
 * Everything from "no PostgreSQL on this machine" to two databases on a running server.
 * @param {{settings: ReturnType<typeof import('./settings.js').readSettings>, secrets: ReturnType<typeof import('./secrets.js').readSecrets>,
 *   report: ReturnType<typeof import('./report.js').createReport>, supervisor: ReturnType<typeof import('./supervise.js').createSupervisor>}} options
 */
export async function startCluster({ settings, secrets, report, supervisor }) {
  const { home, tools, throwAway } = settings;
  const installation = await report.step('Find PostgreSQL', () =>
    ensurePostgres({ tools, env: process.env, major: clusterMajor(home) }),
  );
  // After the packages: Debian's bring the user postgres.
  const user = await findServerUser();
  await report.step('Database cluster', () =>
    createCluster({ home, installation, user, password: secrets.superuserPassword }),
  );
  const healed = await healCluster({ home, installation, user });
  const port = await ownPort(home, 'postgres');
  configureCluster({ home, port, throwAway });
  await report.step('Start the database server', async () => {
    await supervisor.start(clusterService({ home, installation, user, port }));
    return { note: `port ${port}${healed.note === 'nothing to do' ? '' : `, ${healed.note}`}` };
  });
  const databases = await report.step('Databases', () => createDatabases({ installation, port, secrets }));
  return { installation, user, port, databases };
}
