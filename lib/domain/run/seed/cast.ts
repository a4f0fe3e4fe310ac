import { asciiDigits, strip, stripChars } from '../../jinja/values/python-text.ts';

/**
 * The cell as PostgreSQL reads it for a type, null where the type takes it for nothing, undefined
 * when it is not of that type. Cells that are null for every type are asked before.
 */
export type Cast = (cell: string) => string | null | undefined;

/** agate's null values as dbt sets them: nothing, or `null` in any case; blanks around don't count. */
export const isNull = (cell: string): boolean => {
  if (cell.length > 4 && cell.charCodeAt(0) > 32 && cell.charCodeAt(cell.length - 1) > 32) return false;
  const text = strip(cell);
  return text === '' || (text.length === 4 && text.toLowerCase() === 'null');
};

export const castText: Cast = (cell) => cell;

/** agate leaves commas out before it looks: a cell of nothing else is null. */
export const castBoolean: Cast = (cell) => {
  const text = strip(cell.replaceAll(',', '')).toLowerCase();
  if (text === '' || text === 'null') return null;
  return text === 'true' || text === 'false' ? text : undefined;
};

/** agate/data_types/number.py, DEFAULT_CURRENCY_SYMBOLS, in its order: each is stripped once. */
const currency = [...'؋$ƒ៛¥₡₱£€¢﷼₪₩₭₮₦฿₤₫'];
/** Most numbers of most files: nothing to clean. */
const shortWhole = /^(0|[1-9]\d{0,8})$/;
const decimal = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i;

/** A number as agate reads it: `%` and currency signs around it and `,` between digits are left out. */
export const castNumber: Cast = (cell) => {
  if (shortWhole.test(cell)) return cell;
  let text = stripChars(strip(cell), '%');
  const negative = text.startsWith('-');
  if (negative) text = text.slice(1);
  for (const symbol of currency) text = stripChars(text, symbol);
  // Python's Decimal: blanks around, underscores anywhere, digits of any script.
  text = asciiDigits(strip(text.replaceAll(',', ''))).replaceAll('_', '');
  if (/^[+-]?(inf|infinity|nan)$/i.test(text)) return special(text, negative);
  const match = decimal.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = match[4] ?? '', , exponent = '0'] = match;
  return plain(negative !== (sign === '-'), whole, fraction, Number(exponent));
};

function special(text: string, negative: boolean): string {
  if (/nan/i.test(text)) return 'NaN';
  return negative !== text.startsWith('-') ? '-Infinity' : 'Infinity';
}

/** Digits without an exponent; those behind the point stay (`1.50`), as Decimal keeps them. */
function plain(negative: boolean, whole: string, fraction: string, exponent: number): string | undefined {
  if (Math.abs(exponent) > 400) return undefined;
  const { digits, carry } = rounded(whole + fraction);
  const point = whole.length + exponent + carry;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const right = padded.slice(at);
  const value = right ? `${left}.${right}` : left;
  return negative && /[1-9]/.test(value) ? `-${value}` : value;
}

/** Digits that Decimal's arithmetic keeps. */
const precision = 28;

/** agate multiplies by the sign, which rounds to 28 significant digits, half to even. */
function rounded(digits: string): { digits: string; carry: number } {
  const significant = digits.replace(/^0+/, '');
  const dropped = significant.length - precision;
  if (dropped <= 0) return { digits, carry: 0 };
  const zeros = digits.length - significant.length;
  const kept = BigInt(significant.slice(0, precision));
  const rest = significant.slice(precision);
  const half = `5${'0'.repeat(dropped - 1)}`;
  const up = rest > half || (rest === half && kept % 2n === 1n);
  const result = String(kept + (up ? 1n : 0n));
  return { digits: '0'.repeat(zeros) + result, carry: result.length - precision };
}

/** Without the zeros that say nothing: `1.50` → `1.5`, `2.0` → `2`, which an integer column takes. */
export const shortest = (value: string): string =>
  value.includes('.') ? value.replace(/0+$/, '').replace(/\.$/, '') : value;
