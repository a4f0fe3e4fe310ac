import type { editor } from 'monaco-editor/editor/editor.api.js';
import * as Y from 'yjs';
import { EditorOrigin } from '../live/binding.ts';

/** What a person typed into one document on this page, and how to take it back. */
interface History {
  readonly origin: EditorOrigin;
  readonly undo: Y.UndoManager;
}

const histories = new WeakMap<Y.Doc, History>();

/**
 * The history of a document, one for as long as the document is open: a file under another name gets a new model
 * and binding, and undo still takes back what was typed before.
 */
export function historyOf(text: Y.Text, doc: Y.Doc): History {
  const known = histories.get(doc);
  if (known) return known;
  const origin = new EditorOrigin();
  const history = { origin, undo: ownUndo(text, origin) };
  histories.set(doc, history);
  return history;
}

/** Undo of one's own edits, over Yjs: Monaco's own would take back what others typed. */
function ownUndo(text: Y.Text, origin: EditorOrigin): Y.UndoManager {
  const manager = new Y.UndoManager(text, { trackedOrigins: new Set([origin]), captureTimeout: 400 });
  const stamp = ({ stackItem }: { stackItem: { meta: Map<string, unknown> } }) => stackItem.meta.set(AT, Date.now());
  manager.on('stack-item-added', stamp);
  manager.on('stack-item-updated', stamp);
  return manager;
}

const AT = 'at';

/** When what undo would take back was typed last, milliseconds; 0 where there is nothing. */
export function typedAt(manager: Y.UndoManager | undefined): number {
  const at: unknown = manager?.undoStack.at(-1)?.meta.get(AT);
  return typeof at === 'number' ? at : 0;
}

/** Takes the caret to what an undo or redo changed, while this view shows the text. */
export function followUndo(view: editor.ICodeEditor, text: Y.Text, manager: Y.UndoManager): () => void {
  const go = (event: Y.YTextEvent, transaction: Y.Transaction) => {
    if (transaction.origin !== manager) return;
    let end = 0;
    for (const { retain, insert } of event.delta) end += retain ?? (typeof insert === 'string' ? insert.length : 0);
    // The binding puts the text into the model in this same turn; the caret follows it.
    queueMicrotask(() => {
      const position = view.getModel()?.getPositionAt(end);
      if (!position) return;
      view.setPosition(position);
      view.revealPositionInCenterIfOutsideViewport(position);
    });
  };
  text.observe(go);
  return () => text.unobserve(go);
}
