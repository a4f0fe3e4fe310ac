import { openSession } from '#lib/db/data/index.ts';
import type { Run } from '../commands.ts';
import { compileFolder } from '../compile.ts';
import { count, out, paint } from '../print.ts';

/** Tells what the command line found, and tries the database. */
export const debug: Run = async (args) => {
  const { folder, compilation, target, url } = compileFolder(args);
  const errors = compilation.problems.filter(({ severity }) => severity === 'error').length;
  const lines: [string, string, boolean][] = [
    ['node', process.version, true],
    ['project', `${compilation.projectName} in ${folder}`, true],
    ['nodes', `${count(compilation.nodes.size, 'node')}, ${count(errors, 'error')}`, errors === 0],
    [
      'target',
      `${target.name}: ${target.user}@${target.host}:${target.port}/${target.database}, schema ${target.schema}`,
      true,
    ],
    ['database', ...(await tryDatabase(url))],
  ];
  for (const [name, text, ok] of lines)
    out(
      args.json
        ? JSON.stringify({ type: 'debug', name, text, ok })
        : `${name.padEnd(10)} ${paint(ok ? 'green' : 'red', ok ? 'ok' : 'no')}  ${text}`,
    );
  return lines.every(([, , ok]) => ok) ? 0 : 1;
};

async function tryDatabase(url: string | undefined): Promise<[string, boolean]> {
  if (url === undefined) return ['no address: --database-url, $INSITU_DATA_URL or profiles.yml gives one', false];
  try {
    await using session = openSession({ url, max: 1, applicationName: 'insitu debug' });
    const { rows } = await session.use((connection) =>
      connection.query("select version(), to_regnamespace('insitu') is not null"),
    );
    const [version = '', installed] = rows[0] ?? [];
    const runtime = installed === 't' ? 'with the runtime' : 'without the runtime: insitu install puts it there';
    return [`${(version ?? '').split(' on ')[0]}, ${runtime}`, true];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error), false];
  }
}
