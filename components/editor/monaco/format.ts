import type { editor } from 'monaco-editor/editor/editor.api.js';
import { difference } from '../live/binding.ts';
import { formatSql } from '../text/format-sql.ts';

/** The editor's action, which the palette starts too. */
export const FORMAT = 'insitu.format';

/** Formats the shown text as one edit, so that one undo takes it back; says why where it does not. */
export function formatView(view: editor.ICodeEditor, path: string): string | undefined {
  const model = view.getModel();
  if (!model || view.getRawOptions().readOnly) return 'This text can only be read.';
  if (!path.endsWith('.sql')) return 'Only SQL is formatted here; this file is left as it is written.';
  const result = formatSql(model.getValue());
  if (!result.ok) return result.reason;
  const edit = difference(model.getValue(), result.text);
  if (!edit) return undefined;
  const from = model.getPositionAt(edit.offset);
  const to = model.getPositionAt(edit.offset + edit.length);
  const range = {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
  const position = view.getPosition();
  view.pushUndoStop();
  view.executeEdits(FORMAT, [{ range, text: edit.text }]);
  // Lines stay as they were, so the cursor's line is still the same.
  if (position) view.setPosition(position);
  return undefined;
}
