import type { NodeWork } from '#lib/contracts/compilation.ts';
import type { SqlResult } from '#lib/contracts/database.ts';
import { RenderPool } from './pool.ts';
import type { RenderSource } from './protocol.ts';
import { answerReading, talkOf } from './statements.ts';

export interface ReadingOptions {
  readonly source: RenderSource;
  /** Answers a question by reading; throws SqlError. */
  readonly read: (sql: string) => Promise<SqlResult>;
  readonly signal: AbortSignal;
}

const silent = talkOf(() => {});

/**
 * The work of a node whose text asks the database, for its looks: nothing it says is written or kept.
 * @throws ProblemError with the place of what is refused
 */
export async function renderNodeReading({ source, read, signal }: ReadingOptions, id: string): Promise<NodeWork> {
  await using pool = new RenderPool(source);
  const host = { ...silent, answer: answerReading.bind(undefined, read) };
  return (await pool.run({ name: 'node', id }, host, signal)).work;
}

/** The same of an analysis, by its path. */
export async function renderAnalysisReading({ source, read, signal }: ReadingOptions, path: string): Promise<string> {
  await using pool = new RenderPool(source);
  const host = { ...silent, answer: answerReading.bind(undefined, read) };
  // Awaited here: the pool ends with this function.
  return await pool.run({ name: 'analysis', path }, host, signal);
}
