import { bind } from '../arguments.ts';
import type { Filter } from '../evaluate/interpreter.ts';
import { PyDict } from '../values/collections.ts';
import { toJs } from '../values/convert.ts';
import { represent, toText, truth } from '../values/text.ts';
import { Undefined } from '../values/value.ts';
import { member } from './attribute.ts';
import { escapeHtml } from './text.ts';

const defaultFilter: Filter = (input, args) => {
  const [otherwise = '', whenFalse = false] = bind('default', args, ['default_value', 'boolean']);
  if (input instanceof Undefined) return otherwise;
  return truth(whenFalse) && !truth(input) ? otherwise : input;
};

/** HTML-safe JSON: Jinja's `tojson` filter, not dbt's function of the same name. */
const tojson: Filter = (input, args) => {
  const [indent] = bind('tojson', args, ['indent']);
  const text =
    typeof indent === 'number'
      ? JSON.stringify(toJs(input), sortKeys, indent)
      : spaced(JSON.stringify(toJs(input), sortKeys));
  return text
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('&', '\\u0026')
    .replaceAll("'", '\\u0027');
};

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Python writes a space after `,` and `:`. */
export function spaced(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|[,:]/g, (token) => (token === ',' || token === ':' ? `${token} ` : token));
}

const xmlattr: Filter = (input, args) => {
  const [autospace = true] = bind('xmlattr', args, ['autospace']);
  if (!(input instanceof PyDict)) return '';
  const attributes = [...input.entries()]
    .filter(([, value]) => value !== null && !(value instanceof Undefined))
    .map(([key, value]) => `${escapeHtml(toText(key))}="${escapeHtml(toText(value))}"`)
    .join(' ');
  return truth(autospace) && attributes !== '' ? ` ${attributes}` : attributes;
};

/** Filters of any value. */
export const GENERAL_FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['default', defaultFilter],
  ['d', defaultFilter],
  ['attr', (input, args) => member(input, args.positional[0] ?? '')],
  ['tojson', tojson],
  ['pprint', (input) => represent(input)],
  ['xmlattr', xmlattr],
]);
