import type * as Y from 'yjs';

/** A replacement at offsets (UTF-16 units) of the text before it. */
export interface OffsetEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** What the binding needs of an editor's text: Monaco's model behind `model-port.ts`, a string in tests. */
export interface TextPort {
  value(): string;
  length(): number;
  /** Applies edits that don't overlap, all at offsets of the text before the first of them. */
  apply(edits: readonly OffsetEdit[]): void;
  /** Calls back after each change, whoever made it, with edits at offsets of the text before. */
  onChange(listener: (edits: readonly OffsetEdit[]) => void): () => void;
}

/** Yjs' description of a change: what is kept, put in and taken out, from the start. */
export type Delta = readonly { retain?: number; insert?: unknown; delete?: number }[];

/** A Yjs delta as edits of the text before it. */
export function editsOfDelta(delta: Delta): OffsetEdit[] {
  const edits: OffsetEdit[] = [];
  let offset = 0;
  for (const step of delta) {
    if (step.retain !== undefined) offset += step.retain;
    else if (step.delete !== undefined) {
      edits.push({ offset, length: step.delete, text: '' });
      offset += step.delete;
    } else if (typeof step.insert === 'string') edits.push({ offset, length: 0, text: step.insert });
  }
  return joined(edits);
}

/** A deletion and an insertion at one place become one replacement: editors refuse touching edits. */
function joined(edits: readonly OffsetEdit[]): OffsetEdit[] {
  const out: OffsetEdit[] = [];
  for (const edit of edits) {
    const last = out.at(-1);
    if (last && last.offset + last.length === edit.offset) {
      out[out.length - 1] = { offset: last.offset, length: last.length + edit.length, text: last.text + edit.text };
    } else if (last && last.offset === edit.offset) {
      out[out.length - 1] = { offset: last.offset, length: edit.length, text: last.text + edit.text };
    } else out.push(edit);
  }
  return out;
}

/**
 * The smallest single replacement that makes `after` of `before`; null when they are equal.
 * It never cuts a surrogate pair: Yjs turns each half into U+FFFD.
 */
export function difference(before: string, after: string): OffsetEdit | null {
  if (before === after) return null;
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  if (start > 0 && isHigh(before, start - 1)) start--;
  let end = 0;
  while (
    end < shortest - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end++;
  if (end > 0 && isLow(before, before.length - end)) end--;
  return { offset: start, length: before.length - start - end, text: after.slice(start, after.length - end) };
}

const isHigh = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800;
const isLow = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

/** Who changed a text through an editor; also what the editor's undo manager tracks. */
export class EditorOrigin {
  readonly name = 'editor';
}

/**
 * Keeps an editor's text and a `Y.Text` the same, both ways, until the returned function is called.
 * Yjs is the truth: the editor takes its text at once. Carriage returns never get into it.
 */
export function bindText(text: Y.Text, port: TextPort, origin: EditorOrigin): () => void {
  let applying = false;
  const intoEditor = (edits: readonly OffsetEdit[]) => {
    if (edits.length === 0) return;
    applying = true;
    try {
      port.apply(edits);
    } finally {
      applying = false;
    }
  };
  /** Should the two ever differ, the editor shows what is stored, not what it believes. */
  const heal = (suspect = false) => {
    if (!suspect && port.length() === text.length) return;
    const edit = difference(port.value(), text.toString());
    if (edit) intoEditor([edit]);
  };
  const first = difference(port.value(), text.toString());
  if (first) intoEditor([first]);
  const onText = (event: Y.YTextEvent, transaction: Y.Transaction) => {
    if (transaction.origin === origin) return;
    intoEditor(editsOfDelta(event.delta));
    heal();
  };
  text.observe(onText);
  const stop = port.onChange((edits) => {
    if (applying) return;
    text.doc?.transact(() => writeEdits(text, edits), origin);
    heal(edits.some((edit) => edit.text.includes('\r')));
  });
  return () => {
    text.unobserve(onText);
    stop();
  };
}

/** Writes edits that don't overlap, from the last to the first, so that no edit moves the place of another. */
export function writeEdits(text: Y.Text, edits: readonly OffsetEdit[]): void {
  for (const { offset, length, text: put } of [...edits].sort((a, b) => b.offset - a.offset)) {
    if (length > 0) text.delete(offset, length);
    const clean = put.replaceAll(/\r\n?/g, '\n');
    if (clean !== '') text.insert(offset, clean);
  }
}
