import { bind } from '../arguments.ts';
import { typeError, undefinedFailure, valueError } from '../errors.ts';
import { attributeOf } from '../evaluate/access.ts';
import type { Filter } from '../evaluate/interpreter.ts';
import { dumpJson } from '../json.ts';
import { PyDict } from '../values/collections.ts';
import { asIndex } from '../values/number.ts';
import { represent, toText, truth, typeName } from '../values/text.ts';
import { type Caller, Undefined, type Value } from '../values/value.ts';
import { escapeHtml } from './html.ts';

const defaultFilter: Filter = (input, args) => {
  const [otherwise = '', whenFalse = false] = bind('default', args, ['default_value', 'boolean']);
  if (input instanceof Undefined) return otherwise;
  return truth(whenFalse) && !truth(input) ? otherwise : input;
};

/** HTML-safe JSON with sorted keys: Jinja's `tojson` filter, not dbt's function of the same name. */
const tojson: Filter = (input, args) => {
  const [indent = null] = bind('tojson', args, ['indent']);
  return dumpJson(input, { sortKeys: true, ...(indent === null ? {} : { indent: asIndex(indent) }) })
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('&', '\\u0026')
    .replaceAll("'", '\\u0027');
};

const xmlattr: Filter = (input, args) => {
  const [autospace = true] = bind('xmlattr', args, ['autospace']);
  if (input instanceof Undefined && input.lenient) return '';
  if (input instanceof Undefined) throw undefinedFailure(input);
  if (!(input instanceof PyDict)) throw typeError(`'${typeName(input)}' object has no attribute 'items'`);
  const attributes = [...input.entries()]
    .filter(([, value]) => value !== null && !(value instanceof Undefined))
    .map(([key, value]) => `${escapeHtml(attributeName(key))}="${escapeHtml(toText(value))}"`)
    .join(' ');
  return truth(autospace) && attributes !== '' ? ` ${attributes}` : attributes;
};

function attributeName(key: Value): string {
  if (typeof key !== 'string') throw typeError('expected string or bytes-like object');
  if (/[\t\n\v\f\r />=]/.test(key)) throw valueError(`Invalid character in attribute name: ${represent(key)}`);
  return key;
}

const attr: Filter = (input, args, caller) => {
  const [name = null] = bind('attr', args, ['name'], 1);
  if (typeof name !== 'string') throw typeError(`attribute name must be string, not '${typeName(name)}'`);
  if (input instanceof Undefined && !input.lenient) throw undefinedFailure(input);
  const own = attributeOf(input, name, caller.lenient);
  if (own !== undefined) return own;
  return input instanceof Undefined && input.lenient
    ? input
    : new Undefined(name, `'${typeName(input)} object' has no attribute '${name}'`, { lenient: caller.lenient });
};

const isList: Filter = (input, args) => {
  bind('is_list', args, []);
  return Array.isArray(input);
};

/** dbt's filters for values of YAML. */
const mark =
  (kind: Parameters<Caller['mark']>[1]): Filter =>
  (input, args, caller) => {
    bind(`as_${kind}`, args, []);
    return caller.mark(input, kind);
  };

/** Filters of any value. */
export const GENERAL_FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['default', defaultFilter],
  ['d', defaultFilter],
  ['attr', attr],
  ['tojson', tojson],
  ['pprint', (input) => represent(sorted(input))],
  ['xmlattr', xmlattr],
  ['as_text', mark('text')],
  ['as_native', mark('native')],
  ['as_bool', mark('bool')],
  ['as_number', mark('number')],
  ['is_list', isList],
]);

/** `pprint` sorts the keys of a dict. */
function sorted(value: Value): Value {
  if (Array.isArray(value)) return value.map(sorted);
  if (!(value instanceof PyDict) || value.constructor !== PyDict) return value;
  const pairs = [...value.entries()].map(([key, each]) => [key, sorted(each)] as const);
  return new PyDict(pairs.sort(([a], [b]) => (represent(a) < represent(b) ? -1 : 1)));
}
