import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { type OpenText, rebase, takeBack, writeProjectEdit } from './project-edits.ts';

function open(documentId: string, says: string): OpenText & { readonly says: () => string } {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  text.insert(0, says);
  return { documentId, live: { doc, text }, says: () => text.toString() };
}
const edit = (documentId: string, base: string, word: string, put: string) => ({
  documentId,
  base,
  edits: [...base.matchAll(new RegExp(word, 'g'))].map(({ index }) => ({
    offset: index,
    length: word.length,
    text: put,
  })),
});

it('writes into several documents, is taken back, and back again', () => {
  const [a, b] = [open('a', 'x + x'), open('b', 'no x')];
  const made = writeProjectEdit([edit('a', 'x + x', 'x', 'long'), edit('b', 'no x', 'x', '')], [a, b]);
  expect([a.says(), b.says()]).toEqual(['long + long', 'no ']);
  expect(made).toMatchObject({ places: 3, left: 0 });
  const undone = takeBack(made, [a, b]);
  expect([a.says(), b.says()]).toEqual(['x + x', 'no x']);
  takeBack(undone, [a, b]);
  expect([a.says(), b.says()]).toEqual(['long + long', 'no ']);
});

it('is taken back where the text has gone, and not where others wrote into it', () => {
  const a = open('a', 'x + x');
  const made = writeProjectEdit([edit('a', 'x + x', 'x', 'long')], [a]);
  a.live.text.insert(0, 'before ');
  a.live.text.insert(a.says().length, ' after');
  a.live.text.insert(a.says().indexOf('long') + 2, '-theirs-');
  expect(takeBack(made, [a])).toMatchObject({ places: 1, left: 1 });
  expect(a.says()).toBe('before lo-theirs-ng + x after');
});

it('is taken back from a document that was opened anew', () => {
  const a = open('a', 'x + x');
  const made = writeProjectEdit([edit('a', 'x + x', 'x', 'long')], [a]);
  const again = open('a', '');
  Y.applyUpdate(again.live.doc, Y.encodeStateAsUpdate(a.live.doc));
  takeBack(made, [again]);
  expect(again.says()).toBe('x + x');
});

it('lands where the words are when others have typed since they were looked at', () => {
  const a = open('a', 'x + x + x');
  a.live.text.insert(0, 'new line\n');
  expect(writeProjectEdit([edit('a', 'x + x + x', 'x', 'y')], [a])).toMatchObject({ places: 3, left: 0 });
  expect(a.says()).toBe('new line\ny + y + y');
  const b = open('b', 'x + z + x');
  expect(writeProjectEdit([edit('b', 'x + x + x', 'x', 'y')], [b])).toMatchObject({ places: 2, left: 1 });
  expect(b.says()).toBe('y + z + y');
});

it('moves no edit of an unchanged text', () => {
  const edits = [{ offset: 1, length: 2, text: 'a' }];
  expect(rebase(edits, 'same', 'same')).toBe(edits);
});
