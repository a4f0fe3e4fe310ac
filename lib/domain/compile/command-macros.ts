import { ProblemError } from '../../contracts/problem.ts';
import { PyDict } from '../jinja/values/collections.ts';
import { fromJs, toJs } from '../jinja/values/convert.ts';
import { PyDecimal } from '../jinja/values/decimal.ts';
import { toText } from '../jinja/values/text.ts';
import type { Value } from '../jinja/values/value.ts';
import { isCatalogText } from './catalog-query.ts';
import { Table } from './context/agate.ts';
import { DateTime } from './context/modules/datetime/values.ts';
import { PYTZ_UTC } from './context/modules/pytz.ts';
import { AdapterResponse } from './context/results.ts';
import type { MacroDefinition, MacroRegistry } from './macros/registry.ts';
import { Relation } from './relation.ts';

/** The macros that dbt's own commands call, of the project, of a package, or dbt's: `source freshness`, `docs generate`. */

type Json = Readonly<Record<string, unknown>>;
/** Calls a macro with arguments by name. */
export type CallMacro = (macro: MacroDefinition, named: ReadonlyMap<string, Value>) => Value;

/** What says how old a source is: a column, or a query (rendered). */
export interface SourceQuestion {
  readonly field?: string;
  readonly query?: string;
  readonly filter?: string;
}

/** How old the newest row of a source is. Times are ISO 8601 in UTC. */
export interface SourceAge {
  readonly maxLoadedAt: string;
  readonly snapshottedAt: string;
  /** Seconds. */
  readonly age: number;
  readonly response: Json;
}

export function sourceAge(
  macros: MacroRegistry,
  call: CallMacro,
  source: Value,
  { field, query, filter }: SourceQuestion,
): SourceAge {
  const name = query === undefined ? 'collect_freshness' : 'collect_freshness_custom_sql';
  const macro = theMacro(macros, name);
  const given: Record<string, Value> =
    query === undefined
      ? { source, loaded_at_field: field ?? null, filter: filter ?? null }
      : { source, loaded_at_query: query };
  const returned = call(macro, new Map(Object.entries(given)));
  const table = returned instanceof PyDict ? returned.get('table') : returned;
  const [row, ...more] = table instanceof Table ? table.cells : [];
  if (row === undefined || more.length > 0 || row.length !== 2)
    throw wrong(macro, 'must give one row: when the newest row was loaded, and when that was asked.');
  const [loaded, asked] = row.map((value) => momentOf(value, macro));
  if (asked === undefined) throw wrong(macro, 'must say when it asked, and gave NULL.');
  // Without rows there is nothing new since the beginning of time.
  const maxLoaded = loaded ?? BEGINNING;
  return {
    maxLoadedAt: maxLoaded.isoText('T'),
    snapshottedAt: asked.isoText('T'),
    age: Number(asked.instant - maxLoaded.instant) / 1e6,
    response: responseOf(returned),
  };
}

const BEGINNING = DateTime.fromMicroseconds(-62_135_596_800_000_000n, PYTZ_UTC);

/** A time without a zone is one of UTC. */
function momentOf(value: Value, macro: MacroDefinition): DateTime | undefined {
  if (value === null) return undefined;
  if (!(value instanceof DateTime)) throw wrong(macro, `must give timestamps, and gave ${toText(value)}.`);
  return DateTime.fromMicroseconds(value.instant, PYTZ_UTC);
}

function responseOf(returned: Value): Json {
  const response = returned instanceof PyDict ? returned.get('response') : undefined;
  if (!(response instanceof AdapterResponse)) return {};
  const [code, rows] = [response.attribute('code'), response.attribute('rows_affected')];
  return { _message: response.message, code: toJs(code ?? null), rows_affected: toJs(rows ?? null) };
}

/** What the catalog is asked for: the relations themselves, or all of some schemas. */
export interface CatalogQuestion {
  readonly database: string;
  readonly schemas: readonly string[];
  readonly relations?: readonly { readonly schema: string; readonly identifier: string }[];
}

/** Macros that make the catalog. */
export const CATALOG_MACRO_NAMES = ['get_catalog', 'get_catalog_relations', 'statement'];

/** Rows of the catalog, one for each column of each relation, as a project's own macro gives them. */
export function catalogRows(
  macros: MacroRegistry,
  call: CallMacro,
  { database, schemas, relations }: CatalogQuestion,
): Json[] {
  const macro = theMacro(macros, relations === undefined ? 'get_catalog' : 'get_catalog_relations');
  const schema = new Relation({ database, schema: null, identifier: null }).informationSchema(null);
  const asked = relations?.map((each) => new Relation({ database, ...each }));
  const given: [string, Value] = asked === undefined ? ['schemas', fromJs(schemas)] : ['relations', asked];
  const table = call(macro, new Map<string, Value>([['information_schema', schema], given]));
  if (!(table instanceof Table)) throw wrong(macro, 'must return a table.');
  return table.cells.map((row) =>
    Object.fromEntries(table.names.map((name, index) => [name, cellOf(name, row[index] ?? null)])),
  );
}

const cellOf = (name: string, value: Value): unknown =>
  value !== null && isCatalogText(name) ? toText(value) : value instanceof PyDecimal ? value.number() : toJs(value);

function theMacro(macros: MacroRegistry, name: string): MacroDefinition {
  const macro = macros.anywhere(name);
  if (macro === undefined) throw new Error(`there is no macro ${name}`);
  return macro;
}

const wrong = ({ name, path }: MacroDefinition, what: string): ProblemError =>
  new ProblemError({ code: 'macro.returned', message: `The macro ${name} ${what}`, path });
