import { JinjaError, typeError, undefinedFailure, valueError } from './errors.ts';
import { numberText } from './format-spec.ts';
import { PyDict, PyRange, PyTuple } from './values/collections.ts';
import { numeric } from './values/compare.ts';
import { itemAt } from './values/sequence.ts';
import { represent, toText, typeName } from './values/text.ts';
import { floatText, PyFloat, PyObject, Undefined, type Value } from './values/value.ts';

const DIRECTIVE = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+|))?[hlL]?([diouxXeEfFgGcrsa%])/y;

/** What stands on the right of `%`. */
interface Values {
  /** One after the other. */ readonly items: readonly Value[];
  /** By name, when it is no tuple and no text. */ readonly mapping: Value | undefined;
  next: number;
}

/** `text % values` */
export function formatPercent(text: string, given: Value): string {
  const values: Values = {
    items: given instanceof PyTuple ? given.items : [given],
    mapping: isMapping(given) ? given : undefined,
    next: 0,
  };
  let out = '';
  let at = 0;
  for (let percent = text.indexOf('%'); percent !== -1; percent = text.indexOf('%', at)) {
    out += text.slice(at, percent);
    DIRECTIVE.lastIndex = percent;
    const match = DIRECTIVE.exec(text);
    if (match === null) throw unsupported(text, percent, values);
    out += directive(match, values);
    at = DIRECTIVE.lastIndex;
  }
  if (values.next < values.items.length && values.mapping === undefined)
    throw typeError('not all arguments converted during string formatting');
  return out + text.slice(at);
}

/** What Python asks by key, which it lets pass unused too. */
const isMapping = (value: Value): boolean =>
  Array.isArray(value) ||
  value instanceof Undefined ||
  value instanceof PyRange ||
  (value instanceof PyObject && value.isMapping());

function take(values: Values): Value {
  const value = values.items[values.next++];
  if (value === undefined) throw typeError('not enough arguments for format string');
  return value;
}

/** A directive that is none. What it would take before its bad character is looked for first, as in C. */
function unsupported(text: string, percent: number, values: Values): JinjaError {
  const rest = /^%(?:\(([^)]*)\))?[-+ #0]*(\*|\d+)?(?:\.(\*|\d+|))?[hlL]?([\s\S]?)/.exec(text.slice(percent));
  if (rest?.[1] !== undefined) named(values, rest[1]);
  if (rest?.[2] === '*' || rest?.[3] === '*') whole(take(values));
  const remedy = 'Write %% for a percent sign.';
  if (rest === null || rest[4] === '' || rest[4] === undefined) return valueError('incomplete format', remedy);
  if (rest[1] === undefined && rest[4] !== '%') take(values);
  return valueError(`unsupported format character '${rest[4]}'`, remedy);
}

function directive(match: RegExpExecArray, values: Values): string {
  const [whole_, key, flags = '', widthText, precisionText, type = 's'] = match;
  if (type === '%' && whole_ === '%%') return '%';
  const mapped = key === undefined ? undefined : named(values, key);
  const starred = widthText === '*' ? whole(take(values)) : Number(widthText ?? 0);
  const precision =
    precisionText === '*' ? whole(take(values)) : precisionText === undefined ? undefined : Number(precisionText);
  if (Math.abs(starred) > 1_000_000 || (precision ?? 0) > 1000) throw tooWide();
  if (type === '%') return '%';
  const value = mapped === undefined ? take(values) : mapped;
  const body = convert(value, type, precision, flags);
  return pad(body, Math.abs(starred), starred < 0 ? `${flags}-` : flags, 'diouxXeEfFgG'.includes(type));
}

const tooWide = (): JinjaError =>
  new JinjaError('limit', 'This width is too large for a template.', { code: 'jinja.width' });

function whole(value: Value): number {
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  throw typeError('* wants int');
}

function named(values: Values, key: string): Value {
  const { mapping } = values;
  if (mapping === undefined) throw typeError('format requires a mapping');
  if (mapping instanceof Undefined) throw undefinedFailure(mapping);
  if (!(mapping instanceof PyDict)) {
    itemAt(mapping, 0);
    throw typeError(`${typeName(mapping)} indices must be integers or slices, not str`);
  }
  const value = mapping.get(key);
  if (value === undefined) throw valueError(`KeyError: '${key}'`);
  return value;
}

function convert(value: Value, type: string, precision: number | undefined, flags: string): string {
  if (type === 's' || type === 'r' || type === 'a') {
    const text = type === 's' ? toText(value) : type === 'r' ? represent(value) : ascii(represent(value));
    return precision === undefined ? text : Array.from(text).slice(0, precision).join('');
  }
  if (type === 'c') return character(value);
  const number = realNumber(value, type);
  const negative = number < 0 || Object.is(number, -0);
  const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if ('eEfFgG'.includes(type)) return sign + floatDigits(Math.abs(Number(number)), type, precision ?? 6);
  const integer = typeof number === 'bigint' ? number : truncated(number);
  const size = integer < 0n ? -integer : integer;
  const shown = integer < 0n ? '-' : sign === '-' ? '' : sign;
  return shown + prefix(type, flags) + digits(size, type).padStart(precision ?? 0, '0');
}

function realNumber(value: Value, type: string): number | bigint {
  if (value instanceof Undefined && !'xXo'.includes(type)) throw undefinedFailure(value);
  const number = numeric(value);
  if (number === undefined) {
    const what = 'eEfFgG'.includes(type) ? 'must be real number' : `%${type} format: a real number is required`;
    throw typeError(`${what}, not ${typeName(value)}`);
  }
  if ('xXo'.includes(type) && value instanceof PyFloat)
    throw typeError(`%${type} format: an integer is required, not float`);
  if ('eEfFgG'.includes(type) && !Number.isFinite(Number(number)) && typeof number === 'bigint')
    throw valueError('int too large to convert to float');
  return number;
}

function truncated(value: number): bigint {
  if (!Number.isFinite(value)) throw valueError(`cannot convert float ${floatText(value)} to integer`);
  return BigInt(Math.trunc(value));
}

const ascii = (text: string): string =>
  text.replace(/[^\0-\x7f]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  });

function character(value: Value): string {
  if (typeof value === 'string' && Array.from(value).length === 1) return value;
  if (typeof value === 'boolean') return String.fromCodePoint(Number(value));
  if (typeof value !== 'number') throw typeError('%c requires int or char');
  if (value < 0 || value > 0x10ffff) throw valueError('%c arg not in range(0x110000)');
  return String.fromCodePoint(value);
}

function floatDigits(size: number, type: string, precision: number): string {
  if (!Number.isFinite(size)) return type === type.toUpperCase() ? floatText(size).toUpperCase() : floatText(size);
  return numberText(size, type, precision);
}

const prefix = (type: string, flags: string): string =>
  flags.includes('#') && (type === 'x' || type === 'X' || type === 'o') ? `0${type}` : '';

function digits(value: bigint, type: string): string {
  if (type === 'x') return value.toString(16);
  if (type === 'X') return value.toString(16).toUpperCase();
  return value.toString(type === 'o' ? 8 : 10);
}

function pad(text: string, width: number, flags: string, isNumber: boolean): string {
  const missing = width - Array.from(text).length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0') || !isNumber) return ' '.repeat(missing) + text;
  const head = /^[-+ ]?(?:0[xXo])?/.exec(text)?.[0] ?? '';
  return head + '0'.repeat(missing) + text.slice(head.length);
}
