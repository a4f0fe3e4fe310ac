/** What `str.strip()` takes away: JavaScript's `trim` leaves the separators and takes U+FEFF. */
const spaces = '\\t\\n\\v\\f\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const around = new RegExp(`^[${spaces}]+|[${spaces}]+$`, 'g');

/** `str.strip()`. */
export function strip(text: string): string {
  const [first, last] = [text.charCodeAt(0), text.charCodeAt(text.length - 1)];
  // The answer for nearly every cell, without a copy of it.
  if (first > 32 && first < 127 && last > 32 && last < 127) return text;
  return text.replace(around, '');
}

/** `str.strip(chars)`. */
export function stripChars(text: string, chars: string): string {
  let [start, end] = [0, text.length];
  while (start < end && chars.includes(text.charAt(start))) start += 1;
  while (end > start && chars.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Decimal digits of every script as 0 to 9: `Decimal` and `\d` take them all. */
export function asciiDigits(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
}

/** Digits stand in runs of ten (U+1D7CE … in five runs on end). */
function digitValue(code: number): number {
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}
