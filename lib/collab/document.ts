import * as Y from 'yjs';

/** The one shared type of a file's document: its text, LF only. */
const TEXT = 'text';

/** Largest text of a live document, UTF-16 units; beyond it a file belongs into a seed or a table. */
export const MAX_TEXT = 5 * 1024 * 1024;

/** The text of a file's document. */
export const textIn = (doc: Y.Doc): Y.Text => doc.getText(TEXT);

/** Line ends as every document has them. */
export const withLf = (text: string): string => text.replace(/\r\n?/g, '\n');

/**
 * State of a new document that says `text`. Called once for each document and epoch: two
 * seeds of one document would be two histories, and their merge would say the text twice.
 */
export function seedDocument(text: string): Uint8Array<ArrayBuffer> {
  const doc = new Y.Doc();
  textIn(doc).insert(0, withLf(text));
  return new Uint8Array(Y.encodeStateAsUpdate(doc));
}

/** What a document says: its compacted state and the updates since. */
export function textOf(state: Uint8Array, updates: readonly Uint8Array[] = []): string {
  const doc = new Y.Doc();
  Y.transact(doc, () => {
    for (const update of [state, ...updates]) Y.applyUpdate(doc, update);
  });
  return textIn(doc).toString();
}

/** A document and the updates since as one state, and what it says. */
export function mergedState(
  state: Uint8Array,
  updates: readonly Uint8Array[],
): { readonly state: Uint8Array<ArrayBuffer>; readonly text: string } {
  const doc = new Y.Doc();
  for (const update of [state, ...updates]) Y.applyUpdate(doc, update);
  return { state: new Uint8Array(Y.encodeStateAsUpdate(doc)), text: textIn(doc).toString() };
}

/** The update that makes a document say `wanted`, by the smallest single replacement. */
export function updateTo(state: Uint8Array, updates: readonly Uint8Array[], wanted: string): Uint8Array<ArrayBuffer> {
  const doc = new Y.Doc();
  for (const update of [state, ...updates]) Y.applyUpdate(doc, update);
  const before = Y.encodeStateVector(doc);
  editTo(textIn(doc), wanted, null);
  return new Uint8Array(Y.encodeStateAsUpdate(doc, before));
}

/**
 * Makes a text say something else by the smallest single replacement, so that carets and marks
 * outside of it stay where they are.
 */
export function editTo(text: Y.Text, wanted: string, origin: unknown): void {
  const current = text.toString();
  const next = withLf(wanted);
  if (current === next) return;
  let start = 0;
  while (start < current.length && current[start] === next[start]) start += 1;
  let end = 0;
  const room = Math.min(current.length, next.length) - start;
  while (end < room && current[current.length - 1 - end] === next[next.length - 1 - end]) end += 1;
  const replace = (): void => {
    text.delete(start, current.length - start - end);
    text.insert(start, next.slice(start, next.length - end));
  };
  if (text.doc === null) replace();
  else text.doc.transact(replace, origin);
}

/** Takes every carriage return out of a text; returns whether there was one. */
export function stripCarriageReturns(text: Y.Text, origin: unknown): boolean {
  const places = [...text.toString().matchAll(/\r/g)].map(({ index }) => index).reverse();
  if (places.length === 0) return false;
  text.doc?.transact(() => {
    for (const place of places) text.delete(place, 1);
  }, origin);
  return true;
}

/**
 * Names of documents on the wire. An epoch is part of the name: a client of an old epoch can
 * never join, because its history is another document's.
 */
export const documentName = (documentId: string, epoch: number): string => `document:${documentId}:${epoch}`;

/** The branch's own document: who is where, and word of files that came, went or changed. Nothing is kept of it. */
export const branchName = (branchId: string): string => `branch:${branchId}`;

export type DocumentName =
  | { readonly kind: 'document'; readonly documentId: string; readonly epoch: number }
  | { readonly kind: 'branch'; readonly branchId: string };

/** Reads a name; undefined where it is none of ours. */
export function parseName(name: string): DocumentName | undefined {
  const [kind, id, epoch, ...rest] = name.split(':');
  if (id === undefined || id === '' || rest.length > 0) return undefined;
  if (kind === 'branch' && epoch === undefined) return { kind, branchId: id };
  if (kind === 'document' && epoch !== undefined && /^\d{1,9}$/.test(epoch)) {
    return { kind, documentId: id, epoch: Number(epoch) };
  }
  return undefined;
}
