import type { Problem } from '../../contracts/problem.ts';
import type { Draft, Place } from './draft.ts';

/** A problem of a node where it calls something: what it finds is not there, or not to be used. */
export function callProblem(
  call: { readonly place: Place },
  draft: Draft,
  code: string,
  message: string,
  remedy: string,
): Problem {
  const { path, line, column } = call.place;
  return {
    code,
    severity: 'error',
    message,
    path,
    line,
    column,
    endLine: line,
    endColumn: call.place.endColumn ?? column + 3,
    remedy,
    nodeId: draft.id,
  };
}
