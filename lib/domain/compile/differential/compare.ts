import type { Answer } from './case.ts';

/** How Python prints what has no text of its own: with its address, which no two runs share. */
const OBJECT = /<(?:[^<>]|<[^<>]*>)*?(?:object|function|method|module|Loop)[^<>]*>/gi;
/** Text that is safe in HTML shows so inside a list. */
const MARKUP = /Markup\(('[^']*'|"[^"]*")\)/g;

const normal = (text: string): string =>
  text
    .replace(/ at 0x[\da-f]+/gi, '')
    .replace(MARKUP, '$1')
    .replace(OBJECT, '<object>');

/** Whether both gave the same value of the same type, or failed alike, in the same line where both name one. */
export function sameAnswer(ours: Answer, theirs: Answer): boolean {
  if ('failure' in ours || 'failure' in theirs) {
    if (!('failure' in ours && 'failure' in theirs) || ours.failure !== theirs.failure) return false;
    // Python names a line only roughly while a template runs; of a syntax error it is exact.
    return ours.failure !== 'syntax' || ours.line === null || theirs.line === null || ours.line === theirs.line;
  }
  const isObject = ours.type !== 'str' && ours.value.startsWith('<');
  return (isObject || ours.type === theirs.type) && normal(ours.value) === normal(theirs.value);
}
