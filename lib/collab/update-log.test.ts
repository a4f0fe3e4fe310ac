import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { seedDocument, textIn, textOf } from './document.ts';
import { UpdateLog } from './update-log.ts';

/** Types words one keystroke at a time and pushes each update. */
function type(log: UpdateLog, state: Uint8Array, text: string): void {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  doc.on('update', (update: Uint8Array) => log.push(update, 'p'));
  for (const letter of text) textIn(doc).insert(textIn(doc).length, letter);
}

test('what is typed while the database is away is stored when it is back, in order, once', async () => {
  const state = seedDocument('');
  const rows: Uint8Array[] = [];
  let away = 2;
  let stored = 0n;
  const log = new UpdateLog({
    append: async (batch) => {
      if (away-- > 0) throw new Error('connection refused');
      rows.push(...batch.map(({ update }) => update));
      return BigInt(rows.length);
    },
    stored: (seq) => {
      stored = seq;
    },
    gone: () => expect.unreachable(),
  });
  type(log, state, 'select 1');
  expect(log.pending).toBe(true);
  await log.flushed();
  expect(textOf(state, rows)).toBe('select 1');
  expect(stored).toBe(BigInt(rows.length));
  expect(rows.length).toBe(1);
});

test('a document that is gone is said once and takes nothing more', async () => {
  let gone = 0;
  const log = new UpdateLog({
    append: async () => undefined,
    stored: () => expect.unreachable(),
    gone: () => {
      gone += 1;
    },
  });
  type(log, seedDocument(''), 'a');
  await log.flushed();
  type(log, seedDocument(''), 'b');
  await log.flushed();
  expect(gone).toBe(1);
});
