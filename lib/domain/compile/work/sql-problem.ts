import type { Problem } from '../../../contracts/problem.ts';
import type { Draft } from '../draft.ts';
import { problemOf } from './parts.ts';

/** A fault of compiled SQL, shown where the same text stands in the file when that can be found. */
export function sqlProblem(
  draft: Draft,
  sql: string,
  fault: { code: string; message: string; remedy?: string; at: number },
): Problem {
  const problem = problemOf(draft, fault.code, fault.message, fault.remedy);
  const place = sourcePlace(draft.text, sql, fault.at);
  return place === undefined ? problem : { ...problem, ...place };
}

/** Compiled text from the fault to the end of its line, looked for in the source. */
function sourcePlace(text: string, sql: string, at: number): { line: number; column: number } | undefined {
  const end = sql.indexOf('\n', at);
  const needle = sql.slice(at, Math.min(end === -1 ? sql.length : end, at + 60));
  if (needle === '') return undefined;
  const nth = sql.slice(0, at).split(needle).length - 1;
  let found = -1;
  for (let count = 0; count <= nth; count++) {
    const next = text.indexOf(needle, found + 1);
    if (next === -1) break;
    found = next;
  }
  if (found === -1) return undefined;
  const before = text.slice(0, found).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
