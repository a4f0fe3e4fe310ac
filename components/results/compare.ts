/**
 * Order of two cells as PostgreSQL sorts them by default: numbers by value without losing digits,
 * NULL last.
 * @returns negative, zero or positive
 */
export function compareText(a: string | null, b: string | null, numeric: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return numeric ? compareNumbers(a, b) : a < b ? -1 : a > b ? 1 : 0;
}

/** Doubles first; where they tie, the digits of integers decide. NaN is the greatest, as in PostgreSQL. */
function compareNumbers(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  if (x !== y) return x - y;
  if (a === b || !isInteger(a) || !isInteger(b)) return 0;
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

const isInteger = (text: string): boolean => /^-?\d+$/.test(text);
