import { typeError, valueError } from './errors.ts';
import { numberText } from './format-spec.ts';
import { PyDict, PyTuple } from './values/collections.ts';
import { numeric } from './values/compare.ts';
import { represent, toText, typeName } from './values/text.ts';
import type { Value } from './values/value.ts';

const DIRECTIVE = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?([diouxXeEfFgGcrsa%])/g;

/** `text % values` */
export function formatPercent(text: string, values: Value): string {
  const items = values instanceof PyTuple ? values.items : [values];
  let next = 0;
  const take = (): Value => {
    const value = items[next++];
    if (value === undefined) throw typeError('not enough arguments for format string');
    return value;
  };
  let last = 0;
  let out = '';
  for (const match of text.matchAll(DIRECTIVE)) {
    out += literal(text.slice(last, match.index), last);
    last = match.index + match[0].length;
    out += directive(match, values, take);
  }
  out += literal(text.slice(last), last);
  if (next < items.length && !(values instanceof PyDict)) {
    throw typeError('not all arguments converted during string formatting');
  }
  return out;
}

function literal(text: string, at: number): string {
  const bad = text.indexOf('%');
  if (bad === -1) return text;
  const char = text.charAt(bad + 1);
  if (char === '') throw valueError('incomplete format', 'Write %% for a percent sign.');
  throw valueError(`unsupported format character '${char}' at index ${at + bad + 1}`, 'Write %% for a percent sign.');
}

function directive(match: RegExpMatchArray, values: Value, take: () => Value): string {
  const [, key, flags = '', widthText, precisionText, type = 's'] = match;
  if (type === '%') return '%';
  const width = widthText === '*' ? Number(take()) : Number(widthText ?? 0);
  const precision =
    precisionText === '*' ? Number(take()) : precisionText === undefined ? undefined : Number(precisionText);
  if (width > 1_000_000 || (precision ?? 0) > 1000) throw valueError('This width is too large for a template.');
  const value = key === undefined ? take() : named(values, key);
  const body = convert(value, type, precision, flags);
  return pad(body, width, flags, 'diouxXeEfFgG'.includes(type));
}

function named(values: Value, key: string): Value {
  if (!(values instanceof PyDict)) throw typeError('format requires a mapping');
  const value = values.get(key);
  if (value === undefined) throw valueError(`KeyError: '${key}'`);
  return value;
}

function convert(value: Value, type: string, precision: number | undefined, flags: string): string {
  if (type === 's' || type === 'r' || type === 'a') {
    const text = type === 's' ? toText(value) : represent(value);
    return precision === undefined ? text : Array.from(text).slice(0, precision).join('');
  }
  if (type === 'c') return typeof value === 'number' ? String.fromCodePoint(value) : toText(value);
  const number = numeric(value);
  if (number === undefined) {
    const what = 'eEfFgG'.includes(type) ? 'must be real number' : `%${type} format: a real number is required`;
    throw typeError(`${what}, not ${typeName(value)}`);
  }
  const sign = number < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if ('eEfFgG'.includes(type)) return sign + numberText(Math.abs(Number(number)), type, precision ?? 6);
  const whole = typeof number === 'bigint' ? number : BigInt(Math.trunc(number));
  return sign + integerText(whole < 0n ? -whole : whole, type, flags).padStart(precision ?? 0, '0');
}

function integerText(value: bigint, type: string, flags: string): string {
  if (type === 'x') return (flags.includes('#') ? '0x' : '') + value.toString(16);
  if (type === 'X') return ((flags.includes('#') ? '0x' : '') + value.toString(16)).toUpperCase();
  return type === 'o' ? (flags.includes('#') ? '0o' : '') + value.toString(8) : value.toString();
}

function pad(text: string, width: number, flags: string, isNumber: boolean): string {
  const missing = width - text.length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0') || !isNumber) return ' '.repeat(missing) + text;
  const sign = /^[-+ ]/.test(text) ? text.charAt(0) : '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}
