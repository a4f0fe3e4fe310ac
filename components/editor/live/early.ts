import { difference, type OffsetEdit } from './binding.ts';

/**
 * What was typed before the server's text came, as edits of that text: typing never waits for a
 * network. What others wrote meanwhile stays; where both wrote, both stand, theirs first.
 * @param base the text that was shown when the typing began
 * @param typed the text as it is now in the editor
 * @param now the server's text
 */
export function earlyEdits(base: string, typed: string, now: string): readonly OffsetEdit[] {
  const own = difference(base, typed);
  const theirs = difference(base, now);
  if (!own) return [];
  if (!theirs) return [own];
  const [start, end] = [theirs.offset, theirs.offset + theirs.length];
  const shift = theirs.text.length - theirs.length;
  const ownEnd = own.offset + own.length;
  if (ownEnd <= start) return [own];
  if (own.offset >= end) return [{ ...own, offset: own.offset + shift }];
  // Both changed one place: of what I deleted, only what they left alone goes.
  const before: OffsetEdit = { offset: own.offset, length: Math.max(0, start - own.offset), text: '' };
  const after: OffsetEdit = { offset: end + shift, length: Math.max(0, ownEnd - end), text: own.text };
  return before.length > 0 ? [before, after] : [after];
}
