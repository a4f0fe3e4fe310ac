import { parseDocument } from 'yaml';
import { valueError } from '../../jinja/errors.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { integer } from '../../jinja/values/number.ts';
import { PyFloat, type Value } from '../../jinja/values/value.ts';
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
