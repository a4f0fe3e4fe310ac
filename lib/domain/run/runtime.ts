import type { DataConnection, SqlPlace, SqlText } from '#lib/contracts/database.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { hasState } from './relations.ts';

/**
 * Calls a function of the runtime (schema `insitu`) that returns one JSON object.
 * @param call for example `insitu.run_cell($1::jsonb)`.
 */
export async function callRuntime(
  connection: DataConnection,
  call: string,
  values: readonly SqlText[],
  place: SqlPlace,
): Promise<Record<string, unknown>> {
  try {
    const { rows } = await connection.query(`select ${call}`, values, place);
    const value: unknown = JSON.parse(rows[0]?.[0] ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch (error) {
    throw hasState(error, '3F000', '42883') && error.message.includes('insitu') ? notInstalled(place, error) : error;
  }
}

const notInstalled = (place: SqlPlace, cause: Error): ProblemError =>
  new ProblemError(
    {
      code: 'runtime.missing',
      message: 'Insitu’s runtime is not installed in this database, or an older one is.',
      remedy: 'Run `insitu install --database-url URL` once as the database’s superuser.',
      path: place.path,
      ...(place.nodeId ? { nodeId: place.nodeId } : {}),
    },
    { cause },
  );
