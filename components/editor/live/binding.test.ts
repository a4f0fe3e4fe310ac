import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { bindText, difference, EditorOrigin, editsOfDelta, type OffsetEdit, type TextPort } from './binding.ts';

/** An editor's text as a string: what Monaco's model does, without a screen. */
class StringPort implements TextPort {
  private text: string;
  private readonly listeners = new Set<(edits: readonly OffsetEdit[]) => void>();
  constructor(text: string) {
    this.text = text;
  }
  value = () => this.text;
  length = () => this.text.length;
  onChange = (listener: (edits: readonly OffsetEdit[]) => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  apply(edits: readonly OffsetEdit[]): void {
    for (const { offset, length, text } of [...edits].sort((a, b) => b.offset - a.offset)) {
      this.text = this.text.slice(0, offset) + text + this.text.slice(offset + length);
    }
    for (const listener of this.listeners) listener(edits);
  }
}

/** A person: a document and an editor on it. */
function person(doc: Y.Doc, shown = '') {
  const port = new StringPort(shown);
  const origin = new EditorOrigin();
  const text = doc.getText('text');
  return { doc, port, text, origin, stop: bindText(text, port, origin) };
}

function connect(a: Y.Doc, b: Y.Doc): void {
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
  a.on('update', (update, origin) => origin !== 'wire' && Y.applyUpdate(b, update, 'wire'));
  b.on('update', (update, origin) => origin !== 'wire' && Y.applyUpdate(a, update, 'wire'));
}

describe('an editor bound to a Yjs text', () => {
  test('takes the stored text, whatever it showed before', () => {
    const doc = new Y.Doc();
    doc.getText('text').insert(0, 'select 1\n');
    expect(person(doc, 'select 2').port.value()).toBe('select 1\n');
  });

  test('several carets typed at once arrive at their places', () => {
    const doc = new Y.Doc();
    doc.getText('text').insert(0, 'a b c');
    const { port, text } = person(doc);
    port.apply([
      { offset: 0, length: 1, text: 'long' },
      { offset: 4, length: 1, text: 'C' },
      { offset: 2, length: 0, text: '>' },
    ]);
    expect(text.toString()).toBe('long >b C');
    expect(port.value()).toBe('long >b C');
  });

  test('a pasted Windows line end is stored and shown as LF', () => {
    const doc = new Y.Doc();
    const { port, text } = person(doc);
    port.apply([{ offset: 0, length: 0, text: 'a\r\nb\rc' }]);
    expect(text.toString()).toBe('a\nb\nc');
    expect(port.value()).toBe('a\nb\nc');
  });

  test('undo takes back one’s own typing and leaves the other’s', () => {
    const [left, right] = [new Y.Doc(), new Y.Doc()];
    connect(left, right);
    const mine = person(left);
    const theirs = person(right);
    const undo = new Y.UndoManager(mine.text, { trackedOrigins: new Set([mine.origin]) });
    mine.port.apply([{ offset: 0, length: 0, text: 'mine ' }]);
    theirs.port.apply([{ offset: 5, length: 0, text: 'theirs' }]);
    undo.undo();
    expect(mine.port.value()).toBe('theirs');
    expect(theirs.port.value()).toBe('theirs');
  });

  test('after it is stopped nothing passes', () => {
    const doc = new Y.Doc();
    const { port, text, stop } = person(doc);
    stop();
    port.apply([{ offset: 0, length: 0, text: 'lost' }]);
    text.insert(0, 'kept');
    expect(text.toString()).toBe('kept');
    expect(port.value()).toBe('lost');
  });

  test('two people who type anything anywhere end with one text', () => {
    const step = fc.record({
      who: fc.boolean(),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(4),
      text: fc.string({ unit: 'grapheme', maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [left, right] = [new Y.Doc(), new Y.Doc()];
        connect(left, right);
        const [a, b] = [person(left), person(right)];
        for (const { who, at, cut, text } of steps) {
          const { port } = who ? a : b;
          // An editor's caret stands between characters, never inside a surrogate pair.
          const letters = [...port.value()];
          const first = Math.floor(at * letters.length);
          const offset = letters.slice(0, first).join('').length;
          port.apply([{ offset, length: letters.slice(first, first + cut).join('').length, text }]);
        }
        expect(a.port.value()).toBe(b.port.value());
        expect(a.port.value()).toBe(a.text.toString());
      }),
    );
  });
});

describe('edits of a delta', () => {
  test('a replacement is one edit, places count in the text before', () => {
    expect(editsOfDelta([{ retain: 2 }, { insert: 'xy' }, { delete: 3 }, { retain: 1 }, { insert: '!' }])).toEqual([
      { offset: 2, length: 3, text: 'xy' },
      { offset: 6, length: 0, text: '!' },
    ]);
  });
});

test('the difference of two texts makes the one of the other and is as small as one piece can be', () => {
  expect(difference('select a, b', 'select a, c, b')).toEqual({ offset: 10, length: 0, text: 'c, ' });
  expect(difference('a😀', 'a😁')).toEqual({ offset: 1, length: 2, text: '😁' });
  expect(difference('😀', '🐀')).toEqual({ offset: 0, length: 2, text: '🐀' });
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const edit = difference(before, after);
      const made = edit ? before.slice(0, edit.offset) + edit.text + before.slice(edit.offset + edit.length) : before;
      expect(made).toBe(after);
    }),
  );
});
