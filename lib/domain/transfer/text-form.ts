import { createHash } from 'node:crypto';

/** Bytes of a file as the project has them: text to edit, or bytes that are only kept. */
export type Decoded =
  | {
      readonly type: 'text';
      readonly text: string /** The bytes, where the text alone does not give them back. */;
      readonly original?: Buffer;
    }
  | { readonly type: 'kept'; readonly bytes: Buffer; readonly why: string };

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * A file's text as live documents have it: without a byte order mark, LF only. What is not UTF-8
 * has U+FFFD in its text, which the compiler names with its line.
 * @param maxText UTF-16 units that a live document holds
 */
export function decodeFile(bytes: Buffer, maxText: number): Decoded {
  // PostgreSQL's text can't hold it, and no SQL, YAML or Python file means it.
  if (bytes.includes(0)) return { type: 'kept', bytes, why: 'not text' };
  const text = new TextDecoder('utf-8').decode(bytes).replace(/\r\n?/g, '\n');
  if (text.length > maxText) return { type: 'kept', bytes, why: 'larger than 5 MB' };
  return Buffer.from(text).equals(bytes) ? { type: 'text', text } : { type: 'text', text, original: bytes };
}

/** SHA-256 of a text's UTF-8 bytes: what a version's blob is named after. */
export const textHash = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Bytes of a text that was edited since its file was brought: with that file's byte order mark and
 * line ends. What was not UTF-8 becomes UTF-8.
 */
export function inFormOf(text: string, original: Buffer): Buffer {
  const lines = original.toString('latin1');
  const crlf = lines.split('\r\n').length - 1;
  const lf = lines.split('\n').length - 1 - crlf;
  const body = Buffer.from(crlf > lf ? text.replaceAll('\n', '\r\n') : text);
  return original.subarray(0, BOM.length).equals(BOM) ? Buffer.concat([BOM, body]) : body;
}
