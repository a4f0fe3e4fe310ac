import type { Problem } from '#lib/contracts/problem.ts';

/** Columns from 1, the end exclusive, as Monaco has them. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * What of a line a problem is about: the first name it quotes that stands in the line at or after its
 * column (a call's problem is the name inside it); else its own columns; else the word at its column;
 * else the line's text.
 */
export function spanOf(problem: Problem, line: string): Span {
  const first = line.search(/\S/) + 1 || 1;
  const last = line.trimEnd().length + 1;
  const start = Math.min(Math.max(problem.column ?? first, first), Math.max(last, 1));
  for (const [, name = ''] of problem.message.matchAll(/"([^"\n]+)"/g)) {
    const short = name.split('.').at(-1) ?? name;
    const at = line.indexOf(short, start - 1);
    if (at >= 0) return { start: at + 1, end: at + 1 + short.length };
  }
  if (problem.endColumn !== undefined && (problem.endLine ?? problem.line) === problem.line) {
    return { start, end: Math.max(problem.endColumn, start + 1) };
  }
  const word = problem.column === undefined ? undefined : /^[\w$]+/.exec(line.slice(start - 1))?.[0];
  return { start, end: word ? start + word.length : Math.max(last, start + 1) };
}
