import { type Result, refuse } from '#lib/contracts/problem.ts';
import { MAX_BYTES, uploadFault } from './upload-rules.ts';

/**
 * Reads what is uploaded as a project's text, piece by piece: what is too large or no text is refused
 * where that shows, and the rest of it is not read.
 * @param declared bytes that the request says it has, 0 where it doesn't
 */
export async function readUpload(
  path: string,
  declared: number,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Result<string>> {
  const fault = uploadFault(path, declared);
  if (fault) return refuse(fault);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts: string[] = [];
  let bytes = 0;
  try {
    for await (const part of body) {
      bytes += part.length;
      if (bytes > MAX_BYTES) return refuse(uploadFault(path, bytes) ?? notText(path));
      const text = decoder.decode(part, { stream: true });
      if (text.includes('\0')) return refuse(notText(path));
      parts.push(text);
    }
    parts.push(decoder.decode());
  } catch (error) {
    // Of all that is thrown here only the decoder's word is about the file.
    if (error instanceof TypeError) return refuse(notText(path));
    throw error;
  }
  return { ok: true, value: parts.join('') };
}

const notText = (path: string) => ({
  code: 'file.encoding',
  message: `${path} is not UTF-8 text.`,
  remedy: 'Save it as UTF-8 and upload it again; a spreadsheet is saved as CSV (UTF-8).',
  path,
});
