import type { editor } from 'monaco-editor/editor/editor.api.js';
import type { Problem } from '#lib/contracts/problem.ts';
import styles from './decorations.module.css';
import { fixOf } from './fixes.ts';
import type { Monaco } from './load.ts';
import { spanOf } from './place.ts';

const OWNER = 'insitu';
const LONGEST = 110;

/** Where a problem stands in a model. */
function rangeOf(model: editor.ITextModel, problem: Problem) {
  const line = Math.min(Math.max(problem.line ?? 1, 1), model.getLineCount());
  const endLine = Math.min(problem.endLine ?? line, model.getLineCount());
  const { start, end } = spanOf(problem, model.getLineContent(line));
  const endColumn = endLine > line ? (problem.endColumn ?? model.getLineMaxColumn(endLine)) : end;
  return { startLineNumber: line, startColumn: start, endLineNumber: endLine, endColumn };
}

const words = ({ message, remedy }: Problem): string =>
  remedy && !message.includes(remedy) ? `${sentence(message)}\n${remedy}` : message;

/** PostgreSQL's messages have no full stop; behind a line's end the remedy follows in the same line. */
const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** Underlines problems and gives hover, F8 and fixes their markers. */
export function markProblems(
  { editor, MarkerSeverity }: Monaco,
  model: editor.ITextModel,
  problems: readonly Problem[],
): void {
  editor.setModelMarkers(
    model,
    OWNER,
    problems.map((problem) => ({
      ...rangeOf(model, problem),
      message: words(problem),
      code: problem.code,
      severity: problem.severity === 'error' ? MarkerSeverity.Error : MarkerSeverity.Warning,
    })),
  );
}

/** The first problem of each line, said behind the line's end, with the key of its fix. */
export function lensesOf(
  model: editor.ITextModel,
  problems: readonly Problem[],
  fixKey: string,
): editor.IModelDeltaDecoration[] {
  const lines = new Map<number, Problem>();
  for (const problem of problems) {
    const line = Math.min(problem.line ?? 1, model.getLineCount());
    const before = lines.get(line);
    if (!before || (before.severity === 'warning' && problem.severity === 'error')) lines.set(line, problem);
  }
  return [...lines].flatMap(([line, problem]) => {
    const end = model.getLineMaxColumn(line);
    const range = { startLineNumber: line, startColumn: end, endLineNumber: line, endColumn: end };
    const first = words(problem).replaceAll(/\s+/g, ' ');
    const text = first.length > LONGEST ? `${first.slice(0, LONGEST)}…` : first;
    const tone = problem.severity === 'error' ? styles.lensBad : styles.lensWarn;
    const put = (content: string, inlineClassName: string): editor.IModelDeltaDecoration => ({
      range,
      options: { showIfCollapsed: true, after: { content, inlineClassName } },
    });
    // The mark is a piece of its own: Monaco cuts long injected text, and a mark of each cut would show.
    const lens = [put('\u00a0', `${styles.mark} ${tone}`), put(text, `${styles.lens} ${tone}`)];
    const fix = fixOf(words(problem), model.getValueInRange(rangeOf(model, problem)));
    return fix ? [...lens, put(`Fix ${fixKey}`, `${styles.fix}`)] : lens;
  });
}
