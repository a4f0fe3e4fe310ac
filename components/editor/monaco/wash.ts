import type { editor } from 'monaco-editor/editor/editor.api.js';
import { jinjaRanges } from '../text/jinja-ranges.ts';
import styles from './decorations.module.css';

/** Above this the wash is left out: looking through a 5 MB text at each keystroke would be felt. */
const MOST = 400_000;

/** Jinja stands on a wash; keeps it while the text changes. Returns how to stop. */
export function washJinja(view: editor.ICodeEditor): () => void {
  const model = view.getModel();
  if (!model) return () => {};
  const marks = view.createDecorationsCollection();
  let frame = 0;
  const draw = () => {
    frame = 0;
    if (model.isDisposed() || model.getValueLength() > MOST) return marks.clear();
    marks.set(
      jinjaRanges(model.getValue()).map(({ start, end, closed }) => {
        const from = model.getPositionAt(start);
        // One that is being written has no end yet: it is washed to the end of its line, not of the file.
        const to = closed
          ? model.getPositionAt(end)
          : { lineNumber: from.lineNumber, column: model.getLineMaxColumn(from.lineNumber) };
        return {
          range: {
            startLineNumber: from.lineNumber,
            startColumn: from.column,
            endLineNumber: to.lineNumber,
            endColumn: to.column,
          },
          options: { inlineClassName: styles.jinja },
        };
      }),
    );
  };
  const subscription = model.onDidChangeContent(() => {
    frame ||= requestAnimationFrame(draw);
  });
  draw();
  return () => {
    cancelAnimationFrame(frame);
    subscription.dispose();
    marks.clear();
  };
}
