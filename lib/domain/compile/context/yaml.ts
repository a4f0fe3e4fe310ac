import { parseDocument, Scalar, stringify } from 'yaml';
import { valueError } from '../../jinja/errors.ts';
import { PyDict, PyTuple } from '../../jinja/values/collections.ts';
import { integer } from '../../jinja/values/number.ts';
import { toText } from '../../jinja/values/text.ts';
import { floatText, PyFloat, PyObject, type Value } from '../../jinja/values/value.ts';
import { readYamlTime } from './moment.ts';

/** `yaml.safe_load(text)` of Python: YAML 1.1, in which 1 is an int and 1.0 a float. */
export function loadYaml(text: string): Value {
  const document = parseDocument(text, { version: '1.1', intAsBigInt: true, uniqueKeys: false, logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) throw valueError(error.message);
  return fromYaml(document.toJS({ mapAsMap: true, maxAliasCount: 100 }));
}

function fromYaml(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return integer(value);
  if (typeof value === 'number') return new PyFloat(value);
  if (Array.isArray(value)) return value.map(fromYaml);
  if (value instanceof Map)
    return new PyDict([...value].map(([key, item]) => [fromYaml(key), fromYaml(item)] as const));
  return value instanceof Date ? timeOf(value) : String(value);
}

/** The YAML library does not tell a day from its midnight. */
function timeOf(value: Date): Value {
  const text = value.toISOString();
  return readYamlTime(text.replace(/(?:T00:00:00)?\.000Z$/, '').replace(/Z$/, '')) ?? text;
}

/** `yaml.safe_dump(value)` of Python, keys in their order unless sorted. */
export function dumpYaml(value: Value, sortKeys: boolean): string {
  const isScalar = !Array.isArray(value) && !(value instanceof PyDict) && !(value instanceof PyTuple);
  const options = { lineWidth: 80, indentSeq: false, singleQuote: true, sortMapEntries: sortKeys };
  const text = stringify(toPlain(value), options).replaceAll(MARK, '');
  // A document that is one plain word says where it ends.
  return isScalar && /^[^'"|>]/.test(text) ? `${text}...\n` : text;
}

/** Words that YAML 1.1 reads as something else than text, so that PyYAML quotes them. */
const AMBIGUOUS =
  /^(?:yes|no|on|off|true|false|null|~|=|<<|[-+]?(?:0b[01_]+|0[0-7_]*|[1-9][\d_]*(?::[0-5]?\d)*|0x[\da-f_]+)|[-+]?(?:\d[\d_]*)?\.[\d_]*(?:e[-+]\d+)?|[-+]?\.inf|\.nan|\d{4}-\d\d?-\d\d?.*)$/i;

function toPlain(value: Value): unknown {
  if (typeof value === 'string') return AMBIGUOUS.test(value) ? quoted(value) : value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof PyTuple) return value.items.map(toPlain);
  if (value instanceof PyDict) return new Map([...value.entries()].map(([key, item]) => [toPlain(key), toPlain(item)]));
  if (value instanceof PyFloat) return fraction(value.value);
  if (value instanceof PyObject) throw valueError(`cannot represent an object: ${toText(value)}`);
  return value;
}

function quoted(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = 'QUOTE_SINGLE';
  return scalar;
}

/** Marks a number whose text is Python's, which the YAML library would write its own way. */
const MARK = 'float\u02d1';

function fraction(value: number): string {
  if (!Number.isFinite(value)) return MARK + floatText(value).replace('inf', '.inf').replace('nan', '.nan');
  const text = floatText(value);
  return MARK + (text.includes('.') ? text : text.replace('e', '.0e'));
}
