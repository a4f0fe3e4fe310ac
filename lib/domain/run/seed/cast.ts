/** The cell as PostgreSQL reads it for a type, or undefined when it is not of that type. Null cells are asked before. */
export type Cast = (cell: string) => string | undefined;

/** agate's null values as dbt sets them: nothing, or `null` in any case; blanks around don't count. */
export const isNull = (cell: string): boolean => {
  // The answer for nearly every cell, without a copy of it.
  if (cell.length > 4 && cell.charCodeAt(0) > 32 && cell.charCodeAt(cell.length - 1) > 32) return false;
  const text = cell.trim();
  return text === '' || (text.length === 4 && text.toLowerCase() === 'null');
};

export const castText: Cast = (cell) => cell;

export const castBoolean: Cast = (cell) => {
  const text = cell.replaceAll(',', '').trim().toLowerCase();
  return text === 'true' || text === 'false' ? text : undefined;
};

/** agate/data_types/number.py, DEFAULT_CURRENCY_SYMBOLS. */
const currency = /^[؋$ƒ៛¢£₩₪₦฿¥₫₡₱₲₭₮₴₹€¤]+|[؋$ƒ៛¢£₩₪₦฿¥₫₡₱₲₭₮₴₹€¤]+$/gu;
/** Most numbers of most files: nothing to clean. */
const shortWhole = /^(0|[1-9]\d{0,8})$/;
const decimal = /^([+-]?)(?:(\d[\d_]*)(?:\.([\d_]*))?|\.(\d[\d_]*))(?:e([+-]?\d+))?$/i;

/** A number as agate reads it: `%` and currency signs around it and `,` between digits are left out. */
export const castNumber: Cast = (cell) => {
  if (shortWhole.test(cell)) return cell;
  let text = cell.trim().replace(/^%+|%+$/g, '');
  const negative = text.startsWith('-');
  if (negative) text = text.slice(1);
  text = text.replace(currency, '').replaceAll(',', '').trim();
  if (/^[+-]?(inf|infinity|nan)$/i.test(text)) return special(text, negative);
  const match = decimal.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = match[4] ?? '', , exponent = '0'] = match;
  return plain(negative !== (sign === '-'), whole.replaceAll('_', ''), fraction.replaceAll('_', ''), Number(exponent));
};

function special(text: string, negative: boolean): string {
  if (/nan/i.test(text)) return 'NaN';
  return negative !== text.startsWith('-') ? '-Infinity' : 'Infinity';
}

/** Digits without exponent and without zeros that say nothing: `1.50e1` → `15`, so that `1.0` counts as whole. */
function plain(negative: boolean, whole: string, fraction: string, exponent: number): string | undefined {
  if (Math.abs(exponent) > 400) return undefined;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const right = padded.slice(at).replace(/0+$/, '');
  const value = right ? `${left}.${right}` : left;
  return negative && value !== '0' ? `-${value}` : value;
}

const dateForm = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const dateTimeForm = /^(\d{4})-(\d{1,2})-(\d{1,2})\s+(\d{1,2}):(\d{1,2}):(\d{1,2})$/;
const isoForm =
  /^(\d{4})(-?)(\d{2})\2(\d{2})T(\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** strptime `%Y-%m-%d`. */
export const castDate: Cast = (cell) => {
  const match = dateForm.exec(cell.trim());
  return match ? date(match[1], match[2], match[3]) : undefined;
};

/** strptime `%Y-%m-%d %H:%M:%S`. */
export const castDateTime: Cast = (cell) => {
  const match = dateTimeForm.exec(cell.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return join(date(year, month, day), time(hour, minute, second));
};

/** ISO 8601 with a `T`; a time zone is applied, because the column has none (UTC is what it then holds). */
export const castIsoDateTime: Cast = (cell) => {
  const match = isoForm.exec(cell.trim());
  if (!match) return undefined;
  const [, year, , month, day, hour, minute = '00', second = '00', fraction = '', zone = ''] = match;
  const local = join(date(year, month, day), time(hour, minute, second));
  if (!local) return undefined;
  const digits = fraction ? `.${fraction.slice(0, 6)}` : '';
  if (!zone || zone === 'Z') return local + digits;
  const shifted = new Date(Date.parse(`${local.replace(' ', 'T')}Z`) - offsetMinutes(zone) * 60_000);
  return shifted.toISOString().slice(0, 19).replace('T', ' ') + digits;
};

function offsetMinutes(zone: string): number {
  const digits = zone.replace(/[^\d]/g, '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}

const join = (day: string | undefined, clock: string | undefined): string | undefined =>
  day && clock ? `${day} ${clock}` : undefined;

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function date(year = '', month = '', day = ''): string | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const leap = m === 2 && y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0) ? 1 : 0;
  if (y < 1 || d < 1 || d > (monthDays[m - 1] ?? 0) + leap) return undefined;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function time(hour = '', minute = '', second = ''): string | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return [hour, minute, second].map((part) => part.padStart(2, '0')).join(':');
}
