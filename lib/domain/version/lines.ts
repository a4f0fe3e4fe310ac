import { diffArrays } from 'diff';

/** How many lines a text gained and lost. */
export interface LineCount {
  readonly added: number;
  readonly removed: number;
}

/** Texts that differ in more lines than this are counted without being compared line by line. */
const most = 20_000;

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** Lines that `after` has and `before` has not, and the other way round (Myers' shortest edit). */
export function countLines(before: string, after: string): LineCount {
  const [old, now] = [linesOf(before), linesOf(after)];
  if (old.length + now.length > most) return { added: now.length, removed: old.length };
  let [added, removed] = [0, 0];
  for (const part of diffArrays(old, now)) {
    if (part.added) added += part.count;
    else if (part.removed) removed += part.count;
  }
  return { added, removed };
}

/** One state of a file in time. */
export interface Revision<T> {
  readonly text: string;
  readonly by: T;
}

/**
 * Which revision each line of the last text came with.
 * @param revisions the file's texts, oldest first
 * @returns one entry a line of the last text
 */
export function blame<T>(revisions: readonly Revision<T>[]): T[] {
  let lines: string[] = [];
  let owners: T[] = [];
  for (const { text, by } of revisions) {
    const next = linesOf(text);
    const kept: T[] = [];
    let at = 0;
    for (const part of diffArrays(lines, next)) {
      if (part.added) kept.push(...Array.from({ length: part.count }, () => by));
      else {
        if (!part.removed) kept.push(...owners.slice(at, at + part.count));
        at += part.count;
      }
    }
    [lines, owners] = [next, kept];
  }
  return owners;
}
