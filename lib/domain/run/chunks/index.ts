import type { Compilation } from '#lib/contracts/compilation.ts';
import { SqlError } from '#lib/contracts/database.ts';
import type { StepContext } from '../context.ts';
import { overArraysOf } from '../quote.ts';
import { type ArrayUdf, callInChunks, chunkRows } from './rewrite.ts';

export type { ArrayUdf } from './rewrite.ts';

/** The project's functions that the runtime also makes over arrays: fenced Python with arguments. */
export const arrayUdfs = (compilation: Compilation): ArrayUdf[] =>
  [...compilation.nodes.values()].flatMap(({ work }) =>
    work.type === 'udf' && work.language === 'python' && work.fenced && !work.returnsTable && work.arguments.length > 0
      ? [{ relation: work.relation, overArrays: overArraysOf(work.relation) }]
      : [],
  );

/**
 * The query with its calls of Python functions in chunks, where that can be done. PostgreSQL
 * itself has the last word: what it does not take as rewritten runs as it was written.
 */
export async function inChunks({ connection, arrayUdfs: known, log }: StepContext, sql: string): Promise<string> {
  const rewritten = await callInChunks(
    sql,
    known.filter(({ relation }) => sql.includes(relation.identifier)),
  );
  if (!rewritten) return sql;
  await connection.script('SAVEPOINT insitu_chunks');
  try {
    await connection.query(`EXPLAIN\n${rewritten.sql}`);
  } catch (error) {
    if (!(error instanceof SqlError) || error.sqlState === '57014') throw error;
    await connection.script('ROLLBACK TO SAVEPOINT insitu_chunks');
    return sql;
  }
  log(`${rewritten.functions.join(', ')}: called with ${chunkRows} rows at a time.`);
  return rewritten.sql;
}
