import { join } from 'node:path';
import { run } from '../command.js';
import { address, controlDatabase, dataDatabase, superuser } from './layout.js';

/**
 * Makes the two databases of the embedded cluster, each where it is missing. Control belongs to a
 * role of its own that is no superuser, and nobody else may connect to it.
 * @returns {Promise<{controlUrl: string, dataUrl: string}>}
 */
export async function createDatabases({ installation, port, secrets }) {
  const { superuserPassword, controlPassword } = secrets;
  const psql = (sql) =>
    run(
      join(installation.bin, 'psql'),
      [
        '-X',
        '-q',
        '-v',
        'ON_ERROR_STOP=1',
        '-d',
        address({ user: superuser, password: superuserPassword, port, database: 'postgres' }),
      ],
      {
        env: installation.env,
        input: sql,
        code: 'launch.databases-failed',
        what: 'The databases could not be made.',
        remedy: `if Insitu's home was put together from several, its secrets.json may not fit its cluster`,
      },
    );
  await psql(`
    SELECT 'CREATE ROLE ${controlDatabase} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${controlDatabase}') \\gexec
    ALTER ROLE ${controlDatabase} NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD '${controlPassword}';
    SELECT 'CREATE DATABASE ${controlDatabase} OWNER ${controlDatabase}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${controlDatabase}') \\gexec
    SELECT 'CREATE DATABASE ${dataDatabase}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${dataDatabase}') \\gexec
    REVOKE ALL ON DATABASE ${controlDatabase} FROM PUBLIC;
    REVOKE ALL ON DATABASE postgres FROM PUBLIC;
    REVOKE ALL ON DATABASE template1 FROM PUBLIC;
  `);
  return {
    controlUrl: address({ user: controlDatabase, password: controlPassword, port, database: controlDatabase }),
    dataUrl: address({ user: superuser, password: superuserPassword, port, database: dataDatabase }),
  };
}
