import { PyDecimal } from '../../jinja/values/decimal.ts';
import { parseFloatText } from '../../jinja/values/number.ts';
import { floatText, PyFloat, type Value } from '../../jinja/values/value.ts';
import type { SeedRows } from '../options.ts';
import { intervalText } from './interval.ts';
import { jsonText } from './json.ts';
import { readDate, readMoment } from './moment.ts';

/** How the cells of a column become Python's values: what psycopg2 and agate make of its type together. */
export interface CellReader {
  /** The type's name in agate. */
  readonly agateType: string;
  read(text: string): Value;
}

const INTEGER: CellReader = {
  agateType: 'Integer',
  read: (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)),
};
const NUMBER: CellReader = { agateType: 'Number', read: (text) => new PyDecimal(text) };
/** psycopg2 reads a float, agate turns its shortest text into a Decimal: 1 is 1.0. */
const FLOAT: CellReader = { agateType: 'Number', read: (text) => new PyDecimal(floatText(parseFloatText(text) ?? 0)) };
const BOOLEAN: CellReader = { agateType: 'Boolean', read: (text) => text === 't' };
const TEXT: CellReader = { agateType: 'Text', read: (text) => text };
const DATE: CellReader = { agateType: 'Date', read: (text) => readDate(text) ?? text };
const MOMENT: CellReader = { agateType: 'DateTime', read: (text) => readMoment(text) ?? text };
const JSON_VALUE: CellReader = { agateType: 'Text', read: readJson };
const INTERVAL: CellReader = { agateType: 'Text', read: intervalText };
const arrayOf = (item: (text: string) => unknown): CellReader => ({
  agateType: 'Text',
  read: (text) => jsonText(readArray(text, item)),
});

const BY_OID: ReadonlyMap<number, CellReader> = new Map([
  ...[20, 21, 23, 26].map((oid) => [oid, INTEGER] as const),
  ...[700, 701].map((oid) => [oid, FLOAT] as const),
  [1700, NUMBER],
  [16, BOOLEAN],
  [1082, DATE],
  ...[1114, 1184].map((oid) => [oid, MOMENT] as const),
  ...[114, 3802].map((oid) => [oid, JSON_VALUE] as const),
  [1186, INTERVAL],
  ...[1005, 1007, 1016].map((oid) => [oid, arrayOf(Number)] as const),
  ...[1021, 1022, 1231].map((oid) => [oid, arrayOf((text) => new PyFloat(Number(text)))] as const),
  [1000, arrayOf((text) => text === 't')],
  ...[1002, 1009, 1014, 1015].map((oid) => [oid, arrayOf((text) => text)] as const),
]);

/** The reader of a type's OID; types psycopg2 has no word for are text. */
export const cellReader = (typeId: number): CellReader => BY_OID.get(typeId) ?? TEXT;

/** The reader of a seed's cells by their type in agate. */
export function seedReader(type: SeedRows['types'][number]): CellReader['read'] {
  switch (type) {
    case 'Integer':
      return INTEGER.read;
    case 'Number':
      return NUMBER.read;
    case 'Boolean':
      return (text) => text === 'true';
    case 'Date':
      return DATE.read;
    case 'DateTime':
      return MOMENT.read;
    case 'Text':
      return TEXT.read;
  }
}

/** Objects and lists are text again, as dbt writes them; a bare value is itself. */
function readJson(text: string): Value {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null) return jsonText(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : new PyDecimal(floatText(value));
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** PostgreSQL's array text, `{1,"a b",NULL,{…}}`, as nested lists. */
function readArray(text: string, item: (text: string) => unknown): unknown[] {
  const stack: unknown[][] = [[]];
  const tokens = text.replace(/^\[[^=]*=/, '').matchAll(/\{|\}|"((?:[^"\\]|\\.)*)"|[^,{}"]+/g);
  for (const [token, quoted] of tokens) {
    const list = stack.at(-1);
    if (token === '{') stack.push([]);
    else if (token === '}') stack.at(-2)?.push(stack.pop());
    else if (quoted !== undefined) list?.push(item(quoted.replace(/\\(.)/g, '$1')));
    else list?.push(token === 'NULL' ? null : item(token));
  }
  const [whole] = stack[0] ?? [];
  return Array.isArray(whole) ? whole : [];
}
