import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { historyOf, typedAt } from './undo.ts';

const typing = (doc: Y.Doc, word: string): void => {
  const text = doc.getText('text');
  doc.transact(() => text.insert(text.length, word), historyOf(text, doc).origin);
};

test('a document that is bound again under another name still takes back what was typed before', () => {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  typing(doc, 'mine');
  text.insert(0, 'theirs ');
  const { undo } = historyOf(text, doc);
  expect(typedAt(undo)).toBeGreaterThan(0);
  undo.undo();
  expect(text.toString()).toBe('theirs ');
  undo.redo();
  expect(text.toString()).toBe('theirs mine');
});

test('a document that was closed leaves its history to no other', () => {
  const [first, second] = [new Y.Doc(), new Y.Doc()];
  typing(first, 'mine');
  first.destroy();
  expect(historyOf(second.getText('text'), second).undo.undoStack).toEqual([]);
});
