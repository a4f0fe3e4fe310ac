import { PyDict } from '../../jinja/values/collections.ts';
import { toText, truth } from '../../jinja/values/text.ts';
import type { Value } from '../../jinja/values/value.ts';
import { Table } from './agate.ts';
import { IndexConfig } from './index-config.ts';

/** An index as the config wants it or the database has it; equal when `key` is. */
interface Index {
  readonly key: string;
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly method: string;
}

function indexOf(name: string | null, columns: readonly string[], unique: boolean, method: string | null): Index {
  const lowered = columns.map((column) => column.trim().toLowerCase());
  const kind = method ?? 'btree';
  return { name, columns: lowered, unique, method: kind, key: `${kind} ${unique} ${lowered.toSorted().join(',')}` };
}

/**
 * What has to be dropped and made so that a materialized view has the indexes of its config;
 * null when it has them. Order and letter case of columns don't count, as in dbt.
 * @param there `{'indexes': table of get_show_indexes_sql}`
 * @param wanted the config's `indexes`
 */
export function indexChanges(there: Value, wanted: readonly Value[]): Value {
  const table = there instanceof PyDict ? there.get('indexes') : undefined;
  const existing = table instanceof Table ? existingIndexes(table) : [];
  const configured = wanted.map(configuredIndex);
  const has = (list: readonly Index[], index: Index): boolean => list.some(({ key }) => key === index.key);
  const changes = [
    ...existing.filter((index) => !has(configured, index)).map((index) => change('drop', index)),
    ...configured.filter((index) => !has(existing, index)).map((index) => change('create', index)),
  ];
  if (changes.length === 0) return null;
  return new PyDict(Object.entries<Value>({ requires_full_refresh: false, indexes: changes }));
}

function existingIndexes(table: Table): Index[] {
  const at = (name: string): number => table.names.indexOf(name);
  return table.cells.map((row) =>
    indexOf(
      toText(row[at('name')] ?? ''),
      toText(row[at('column_names')] ?? '').split(','),
      truth(row[at('unique')] ?? false),
      toText(row[at('method')] ?? 'btree'),
    ),
  );
}

function configuredIndex(raw: Value): Index {
  const { columns, unique, type } = IndexConfig.parse(raw);
  return indexOf(null, columns, unique, type);
}

function change(action: 'drop' | 'create', { name, columns, unique, method }: Index): Value {
  const config = new PyDict(Object.entries<Value>({ columns: [...columns], unique, type: method }));
  const context = new PyDict(Object.entries<Value>({ name, as_node_config: config }));
  return new PyDict(Object.entries<Value>({ action, context }));
}
