import type { Problem } from '#lib/contracts/problem.ts';

/** Where a selected piece of text begins in its file, counted from 0. */
export interface Selection {
  readonly line: number;
  readonly column: number;
}

/** Finds the first place of a selection; undefined when the file has changed meanwhile. */
export function findSelection(text: string, selected: string): Selection | undefined {
  const at = text.indexOf(selected);
  if (at < 0) return undefined;
  const before = text.slice(0, at);
  const line = before.split('\n').length - 1;
  return { line, column: at - (before.lastIndexOf('\n') + 1) };
}

/** Moves a problem from its place in the selection to its place in the file. */
export function inFile(problem: Problem, path: string, selection: Selection | undefined): Problem {
  if (!selection) return { ...problem, path };
  if (problem.line === undefined) return { ...problem, path, line: selection.line + 1 };
  const shift = (line: number | undefined, column: number | undefined) =>
    column === undefined ? undefined : line === 1 ? column + selection.column : column;
  const column = shift(problem.line, problem.column);
  const endColumn = shift(problem.endLine ?? problem.line, problem.endColumn);
  return {
    ...problem,
    path,
    line: problem.line + selection.line,
    ...(problem.endLine === undefined ? {} : { endLine: problem.endLine + selection.line }),
    ...(column === undefined ? {} : { column }),
    ...(endColumn === undefined ? {} : { endColumn }),
  };
}
