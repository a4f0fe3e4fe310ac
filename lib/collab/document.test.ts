import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  branchName,
  documentName,
  editTo,
  parseName,
  seedDocument,
  stripCarriageReturns,
  textIn,
  textOf,
} from './document.ts';

test('a seeded document says its text, with LF', () => {
  expect(textOf(seedDocument('select 1\r\nfrom t\r'))).toBe('select 1\nfrom t\n');
});

describe('an edit by the server', () => {
  test('reaches any text from any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (from, to) => {
        const doc = new Y.Doc();
        Y.applyUpdate(doc, seedDocument(from));
        editTo(textIn(doc), to, 'test');
        expect(textIn(doc).toString()).toBe(to.replace(/\r\n?/g, '\n'));
      }),
    );
  });

  test('keeps what another person types meanwhile outside of it', () => {
    const here = new Y.Doc();
    const there = new Y.Doc();
    const seed = seedDocument('select a\nfrom t\n');
    for (const doc of [here, there]) Y.applyUpdate(doc, seed);
    textIn(there).insert(16, '-- mine\n');
    editTo(textIn(here), 'select b\nfrom t\n', 'test');
    Y.applyUpdate(here, Y.encodeStateAsUpdate(there));
    expect(textIn(here).toString()).toBe('select b\nfrom t\n-- mine\n');
  });
});

test('carriage returns that a client sends are taken out', () => {
  const doc = new Y.Doc();
  textIn(doc).insert(0, 'a\r\nb\r');
  expect(stripCarriageReturns(textIn(doc), 'test')).toBe(true);
  expect(textIn(doc).toString()).toBe('a\nb');
  expect(stripCarriageReturns(textIn(doc), 'test')).toBe(false);
});

test('names are read back, others are refused', () => {
  expect(parseName(documentName('d1', 3))).toEqual({ kind: 'document', documentId: 'd1', epoch: 3 });
  expect(parseName(branchName('b1'))).toEqual({ kind: 'branch', branchId: 'b1' });
  for (const name of ['', 'document:d1', 'document:d1:x', 'document:d1:1:2', 'branch:', 'other:1']) {
    expect(parseName(name)).toBeUndefined();
  }
});
