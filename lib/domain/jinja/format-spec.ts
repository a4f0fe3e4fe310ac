import { typeError, valueError } from './errors.ts';
import { numeric } from './values/compare.ts';
import { fixedHalfEven } from './values/number.ts';
import { textLength } from './values/sequence.ts';
import { toText, typeName } from './values/text.ts';
import { floatText, PyFloat, PyObject, type Value } from './values/value.ts';

const SPEC = /^(?:([\s\S])?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;
const MAX_WIDTH = 1_000_000;

interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string | undefined;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

/** `format(value, spec)`: Python's format specification mini-language. */
export function formatSpec(value: Value, spec: string): string {
  if (spec === '') return toText(value);
  const own = value instanceof PyObject ? value.format(spec) : undefined;
  if (own !== undefined) return own;
  const parsed = parse(spec, value);
  const number = typeof value === 'boolean' && parsed.type === '' ? undefined : numeric(value);
  if (number === undefined) return alignText(textOf(value, parsed, spec), parsed, '<');
  const isFloat = value instanceof PyFloat || 'eEfFgG%'.includes(parsed.type || '\0');
  const digits = isFloat ? floatDigits(Number(number), parsed) : intDigits(BigInt(number), parsed);
  const negative = digits.startsWith('-');
  const sign = negative ? '-' : parsed.sign === '-' ? '' : (parsed.sign ?? '');
  return alignNumber(sign, negative ? digits.slice(1) : digits, parsed);
}

function parse(spec: string, value: Value): Spec {
  const match = SPEC.exec(spec);
  if (match === null) throw valueError(`Invalid format specifier '${spec}' for object of type '${typeName(value)}'`);
  const width = Number(match[6] ?? 0);
  if (width > MAX_WIDTH || Number(match[8] ?? 0) > 1000) throw valueError('This width is too large for a template.');
  return {
    fill: match[1] ?? (match[5] !== undefined && match[2] === undefined ? '0' : ' '),
    align: match[2] ?? (match[5] === undefined ? undefined : '='),
    sign: match[3],
    alternate: match[4] !== undefined,
    width,
    grouping: match[7] ?? '',
    precision: match[8] === undefined ? undefined : Number(match[8]),
    type: match[9] ?? '',
  };
}

function textOf(value: Value, spec: Spec, raw: string): string {
  if (typeof value !== 'string') throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
  if (spec.grouping !== '') throw valueError(`Cannot specify '${spec.grouping}' with 's'.`);
  if (spec.sign !== undefined || spec.alternate)
    throw valueError('Sign and # are not allowed in string format specifier');
  if (spec.type !== '' && spec.type !== 's')
    throw valueError(`Unknown format code '${spec.type}' for object of type 'str'`);
  if (spec.align === '=' && raw.includes('=')) throw valueError("'=' alignment not allowed in string format specifier");
  return spec.precision === undefined ? value : Array.from(value).slice(0, spec.precision).join('');
}

function intDigits(value: bigint, spec: Spec): string {
  const negative = value < 0n ? '-' : '';
  const size = value < 0n ? -value : value;
  if (spec.precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
  switch (spec.type) {
    case '':
    case 'd':
    case 'n':
      return negative + group(size.toString(), spec.grouping);
    case 'b':
      return negative + (spec.alternate ? '0b' : '') + group(size.toString(2), spec.grouping, 4);
    case 'o':
      return negative + (spec.alternate ? '0o' : '') + group(size.toString(8), spec.grouping, 4);
    case 'x':
    case 'X': {
      const text = (spec.alternate ? '0x' : '') + group(size.toString(16), spec.grouping, 4);
      return negative + (spec.type === 'X' ? text.toUpperCase() : text);
    }
    case 'c':
      return String.fromCodePoint(Number(value));
    default:
      throw valueError(`Unknown format code '${spec.type}' for object of type 'int'`);
  }
}

function floatDigits(value: number, spec: Spec): string {
  if (!Number.isFinite(value)) return floatText(value);
  const negative = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (spec.type === '%') return `${negative}${group(fixed(size * 100, spec.precision ?? 6), spec.grouping)}%`;
  if (spec.type === '' && spec.precision === undefined) return negative + group(floatText(size), spec.grouping);
  return negative + group(numberText(size, spec.type || 'r', spec.precision ?? 6), spec.grouping);
}

/** `%e`, `%f`, `%g` of C for a number that is not negative. */
export function numberText(value: number, type: string, precision: number): string {
  switch (type) {
    case 'f':
    case 'F':
      return fixed(value, precision);
    case 'e':
    case 'E': {
      const text = exponent(value.toExponential(Math.min(precision, 100)));
      return type === 'E' ? text.toUpperCase() : text;
    }
    case 'g':
    case 'G':
    case 'r': {
      const text = general(value, precision === 0 ? 1 : precision, type === 'r');
      return type === 'G' ? text.toUpperCase() : text;
    }
    default:
      throw valueError(`Unknown format code '${type}' for object of type 'float'`);
  }
}

function fixed(value: number, precision: number): string {
  if (value >= 1e21) return BigInt(value).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '');
  return fixedHalfEven(value, precision);
}

const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');

function general(value: number, precision: number, keepPoint: boolean): string {
  if (value === 0) return keepPoint ? '0.0' : '0';
  const scientific = value.toExponential(Math.min(precision, 100) - 1);
  const power = Number(scientific.split('e')[1]);
  if (power < -4 || power >= precision) return exponent(scientific.replace(/\.?0+e/, 'e'));
  const text = value.toFixed(Math.max(0, Math.min(100, precision - 1 - power)));
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return keepPoint && !trimmed.includes('.') ? `${trimmed}.0` : trimmed;
}

function group(text: string, separator: string, size = 3): string {
  if (separator === '') return text;
  const [whole = '', ...rest] = text.split('.');
  const grouped = whole.replace(
    new RegExp(`\\B(?=([0-9a-f]{${separator === ',' ? 3 : size}})+(?![0-9a-f]))`, 'g'),
    separator,
  );
  return [grouped, ...rest].join('.');
}

function alignText(text: string, spec: Spec, otherwise: string): string {
  const missing = spec.width - textLength(text);
  if (missing <= 0) return text;
  const align = spec.align === undefined || spec.align === '=' ? otherwise : spec.align;
  if (align === '<') return text + spec.fill.repeat(missing);
  if (align === '>') return spec.fill.repeat(missing) + text;
  const left = missing >> 1;
  return spec.fill.repeat(left) + text + spec.fill.repeat(missing - left);
}

function alignNumber(sign: string, digits: string, spec: Spec): string {
  if (spec.align !== '=') return alignText(sign + digits, spec, '>');
  return sign + spec.fill.repeat(Math.max(0, spec.width - sign.length - digits.length)) + digits;
}
