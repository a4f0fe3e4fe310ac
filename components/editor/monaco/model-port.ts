import type { editor } from 'monaco-editor/editor/editor.api.js';
import type { TextPort } from '../live/binding.ts';

/** Monaco's text model as the binding sees it. Edits go round Monaco's own undo: `Y.UndoManager` keeps it. */
export function modelPort(model: editor.ITextModel): TextPort {
  return {
    value: () => model.getValue(),
    length: () => model.getValueLength(),
    apply: (edits) => {
      model.applyEdits(
        edits.map(({ offset, length, text }) => {
          const start = model.getPositionAt(offset);
          const end = model.getPositionAt(offset + length);
          return {
            range: {
              startLineNumber: start.lineNumber,
              startColumn: start.column,
              endLineNumber: end.lineNumber,
              endColumn: end.column,
            },
            text,
          };
        }),
      );
    },
    onChange: (listener) => {
      const subscription = model.onDidChangeContent(({ changes }) =>
        listener(
          changes.map(({ rangeOffset, rangeLength, text }) => ({ offset: rangeOffset, length: rangeLength, text })),
        ),
      );
      return () => subscription.dispose();
    },
  };
}
