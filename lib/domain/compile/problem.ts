import type { Problem } from '../../contracts/problem.ts';
import type { JinjaError } from '../jinja/errors.ts';
import type { SourceText } from '../jinja/source.ts';
import { DatabaseFailure } from './context/database.ts';

/** Path of macros that come with Insitu; problems never point into them. */
export const BUILTIN_PATH = 'insitu/';

/** Where a problem is shown: the innermost place that is the project's own text. */
function placeOf(error: JinjaError): { source: SourceText; offset: number; end: number | undefined } | undefined {
  const { source, offset } = error;
  if (source === undefined || offset === undefined) return undefined;
  // A macro that raises an error speaks of its caller.
  const isRaised = error.failure === 'compiler' && error.calls.length > 0;
  if (!source.path.startsWith(BUILTIN_PATH) && !isRaised) return { source, offset, end: error.endOffset };
  const own = error.calls.filter((call) => !call.source.path.startsWith(BUILTIN_PATH));
  const call = isRaised ? own[0] : own.at(-1);
  if (call === undefined) return { source, offset, end: error.endOffset };
  return { source: call.source, offset: call.offset, end: call.offset + call.name.length };
}

/** A failure of a template as a problem of a node. */
export function jinjaProblem(error: JinjaError, path: string, nodeId?: string): Problem {
  if (error instanceof DatabaseFailure && error.problem.line !== undefined) return { ...error.problem, nodeId };
  const place = placeOf(error);
  const { line, column } = place?.source.position(place.offset) ?? { line: 1, column: 1 };
  const end = place?.end === undefined ? undefined : place.source.position(place.end);
  const problem: Problem = {
    code: error.code ?? `jinja.${error.failure}`,
    severity: 'error',
    message: error.message + trace(error, place?.source.path ?? path),
    path: place?.source.path ?? path,
    line,
    column,
    remedy: error.remedy,
    nodeId,
    ...(error.missing === undefined ? {} : { missing: error.missing.name }),
  };
  if (end !== undefined) {
    problem.endLine = end.line;
    problem.endColumn = end.line === line ? Math.max(end.column, column + 1) : end.column;
  }
  return problem;
}

/** ` (in macro a, called from models/x.sql:3)` */
function trace(error: JinjaError, shown: string): string {
  // How a query reaches the database inside dbt's macros is of no use to anybody.
  const own = error.calls.filter((call) => !call.source.path.startsWith(BUILTIN_PATH));
  const calls = error instanceof DatabaseFailure ? own.slice(0, -1) : error.calls;
  const last = calls.at(-1);
  const first = calls[0];
  if (last === undefined || first === undefined || error.failure === 'compiler') return '';
  const origin =
    first.source.path === shown ? '' : `, called from ${first.source.path}:${first.source.position(first.offset).line}`;
  return ` (in macro ${last.name}${origin})`;
}
