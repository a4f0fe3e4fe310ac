import type { Problem } from '../../../contracts/problem.ts';
import { type SqlStatement, splitStatements } from './statements.ts';

/** A problem without its place in a file. `at` is an offset in the SQL. */
export interface SqlProblem extends Pick<Problem, 'code' | 'message' | 'remedy'> {
  readonly at: number;
}

export const MAX_SQL = 1_000_000;

const NOT_A_QUERY = new Set([
  'insert',
  'update',
  'delete',
  'merge',
  'create',
  'drop',
  'alter',
  'truncate',
  'grant',
  'revoke',
  'copy',
  'do',
  'call',
  'begin',
  'commit',
  'rollback',
  'set',
  'reset',
  'vacuum',
  'analyze',
  'refresh',
  'lock',
  'listen',
  'notify',
  'comment',
]);

/**
 * Checks that SQL is exactly one query, as every node needs.
 * @returns the query without a semicolon at its end, or the problem
 */
export function checkQuery(sql: string): { ok: true; sql: string } | { ok: false; problem: SqlProblem } {
  const refuse = (code: string, message: string, at: number, remedy: string) =>
    ({ ok: false, problem: { code, message, at, remedy } }) as const;
  if (sql.length > MAX_SQL) {
    const size = (sql.length / 1e6).toFixed(1);
    return refuse(
      'sql.too_long',
      `This text is ${size} MB; the limit is 1 MB.`,
      0,
      'Put data into a seed and long logic into several models.',
    );
  }
  const nul = sql.indexOf('\0');
  if (nul !== -1)
    return refuse(
      'sql.nul',
      'This text holds a NUL character, which PostgreSQL refuses.',
      nul,
      'Delete the character.',
    );
  const { statements, unterminated } = splitStatements(sql);
  if (unterminated !== undefined) {
    const message = `This ${unterminated.what} is never closed.`;
    return refuse('sql.unterminated', message, unterminated.start, `Add ${unterminated.closing} where it ends.`);
  }
  return checkStatements(sql, statements, refuse);
}

type Refuse = (code: string, message: string, at: number, remedy: string) => { ok: false; problem: SqlProblem };

function checkStatements(sql: string, statements: readonly SqlStatement[], refuse: Refuse) {
  const [first, second] = statements;
  if (first === undefined) {
    const message = sql.trim() === '' ? 'This file is empty.' : 'This file holds only comments.';
    return refuse('sql.empty', message, 0, 'Write one SELECT.');
  }
  if (second !== undefined) {
    return refuse(
      'sql.two_statements',
      'A model is one SELECT; a second statement begins here.',
      second.start,
      'Move it to a model of its own, or remove the semicolon before it.',
    );
  }
  if (NOT_A_QUERY.has(first.first)) {
    const message = `A model is a SELECT; this one begins with ${first.first.toUpperCase()}.`;
    return refuse('sql.not_a_query', message, first.start, 'Write a SELECT; Insitu creates the relation from it.');
  }
  const semicolon = sql.indexOf(';', first.end);
  // Comments after the query stay; only the semicolon goes.
  const query = semicolon === -1 ? sql : withoutSemicolons(sql, first.end);
  return { ok: true, sql: query } as const;
}

/** Drops semicolons after the statement; those inside trailing comments stay. */
function withoutSemicolons(sql: string, end: number): string {
  const tail = sql.slice(end).replace(/--[^\r\n]*|\/\*[\s\S]*?\*\/|;/g, (token) => (token === ';' ? '' : token));
  return sql.slice(0, end) + tail;
}
