import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase, QueryArrayConfig, QueryArrayResult } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { DataConnection, ExecutedSql, SqlPlace, SqlResult, SqlText } from '#lib/contracts/database.ts';
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
    execute: (sql, place) => guarded(sql, place, () => runStatements(client, sql)),
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
  return sqlResult(await client.query<SqlText[]>(config));
}

const sqlResult = (result: QueryArrayResult<SqlText[]>): SqlResult => ({
  columns: result.fields.map((field) => ({
    name: field.name,
    typeId: field.dataTypeID,
    typeModifier: field.dataTypeModifier,
  })),
  rows: result.rows,
  rowCount: result.rowCount ?? 0,
});

/** Without values pg sends the text by the simple protocol, and gives a result for each of its statements. */
async function runStatements(client: ClientBase, sql: string): Promise<ExecutedSql> {
  const config: QueryArrayConfig = { text: sql, rowMode: 'array', types: asText };
  const tags = listenToTags(client);
  try {
    const given: QueryArrayResult<SqlText[]> | QueryArrayResult<SqlText[]>[] = await client.query<SqlText[]>(config);
    const last = Array.isArray(given) ? given.at(-1) : given;
    const result = last === undefined ? { columns: [], rows: [], rowCount: 0 } : sqlResult(last);
    return { ...result, tag: tags.last(), inTransaction: transactionStatus(client) !== 'I' };
  } finally {
    tags.stop();
  }
}

/** pg keeps the first word of a tag only (`CREATE`), dbt shows it whole. */
function listenToTags(client: ClientBase): { last(): string; stop(): void } {
  const connection: unknown = 'connection' in client ? client.connection : undefined;
  let tag = '';
  const listen = ({ text = '' }: { text?: string }) => {
    tag = text;
  };
  if (!(connection instanceof EventEmitter)) return { last: () => tag, stop: () => {} };
  connection.on('commandComplete', listen);
  return { last: () => tag, stop: () => void connection.off('commandComplete', listen) };
}

/** `I` idle, `T` in a transaction, `E` in a failed one. */
export const transactionStatus = (client: ClientBase): unknown =>
  'getTransactionStatus' in client && typeof client.getTransactionStatus === 'function'
    ? client.getTransactionStatus()
    : undefined;

async function copyIn(
  client: ClientBase,
  sql: string,
  chunks: Iterable<string> | AsyncIterable<string>,
): Promise<number> {
  const target = client.query(copyFrom(sql));
  await pipeline(Readable.from(chunks), target);
  return target.rowCount ?? 0;
}
