import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase, QueryArrayConfig } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { DataConnection, SqlPlace, SqlResult, SqlText } from '#lib/contracts/database.ts';
import { cancelled, nulCharacter, toSqlError } from './sql-error.ts';

/** Every value as PostgreSQL prints it: pg's own parsers would round int8 and numeric. */
const asText = { getTypeParser: () => (value: string) => value };

/** Makes an engine connection of a pg client; `signal` refuses every statement once it is aborted. */
export function dataConnection(client: ClientBase, signal?: AbortSignal): DataConnection {
  const guarded = async <T>(sql: string, place: SqlPlace | undefined, work: () => Promise<T>): Promise<T> => {
    if (signal?.aborted) throw cancelled();
    // It would end the protocol's string, and the rest would be read as another message.
    if (sql.includes('\0')) throw nulCharacter(sql, place);
    try {
      return await work();
    } catch (error) {
      throw toSqlError(error, { sql, place, aborted: signal?.aborted });
    }
  };
  return {
    query: (sql, values, place) => guarded(sql, place, () => runQuery(client, sql, values)),
    script: (sql) => guarded(sql, undefined, async () => void (await client.query(sql))),
    copyIn: (sql, chunks) => guarded(sql, undefined, () => copyIn(client, sql, chunks)),
  };
}

async function runQuery(client: ClientBase, sql: string, values: readonly SqlText[] = []): Promise<SqlResult> {
  const config: QueryArrayConfig & { queryMode: 'extended' } = {
    text: sql,
    values: [...values],
    rowMode: 'array',
    types: asText,
    // Without it pg sends a text without values by the simple protocol, which takes several statements.
    queryMode: 'extended',
  };
  const result = await client.query<SqlText[]>(config);
  return {
    columns: result.fields.map((field) => ({
      name: field.name,
      typeId: field.dataTypeID,
      typeModifier: field.dataTypeModifier,
    })),
    rows: result.rows,
    rowCount: result.rowCount ?? 0,
  };
}

async function copyIn(
  client: ClientBase,
  sql: string,
  chunks: Iterable<string> | AsyncIterable<string>,
): Promise<number> {
  const target = client.query(copyFrom(sql));
  await pipeline(Readable.from(chunks), target);
  return target.rowCount ?? 0;
}
