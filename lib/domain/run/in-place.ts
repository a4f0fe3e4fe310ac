import type { DataConnection } from '#lib/contracts/database.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import { quoteName, quoteRelation } from './quote.ts';

interface InPlace {
  readonly aside: RelationName;
  readonly target: RelationName;
  readonly indexes?: readonly { readonly to: string; readonly definition: string }[];
}

interface Column {
  readonly name: string;
  readonly type: string;
}

/**
 * Replaces the rows of a table and keeps the table: what depends on it is not touched. New
 * columns are added; a column that vanished or changed its type is a misfit.
 * @param oid the table to be refreshed, locked by the caller.
 * @returns why it can't be done, or undefined when it is done.
 */
export async function refreshInPlace(
  connection: DataConnection,
  swap: InPlace,
  oid: string,
): Promise<string | undefined> {
  const [before, after] = await Promise.all([columnsOf(connection, oid), columnsOfName(connection, swap.aside)]);
  const misfit = before.map((column) => misfitOf(column, after)).find((reason) => reason !== undefined);
  if (misfit) return misfit;
  const target = quoteRelation(swap.target);
  const added = after.filter(({ name }) => !before.some((column) => column.name === name));
  const names = after.map(({ name }) => quoteName(name)).join(', ');
  const { rows } = await connection.query('select exists (select from pg_constraint where confrelid = $1::oid)', [oid]);
  await connection.script(
    [
      ...added.map(({ name, type }) => `ALTER TABLE ${target} ADD COLUMN ${quoteName(name)} ${type}`),
      // TRUNCATE refuses a table that a foreign key points to.
      rows[0]?.[0] === 't' ? `DELETE FROM ${target}` : `TRUNCATE ${target}`,
      `INSERT INTO ${target} (${names}) SELECT ${names} FROM ${quoteRelation(swap.aside)}`,
      `DROP TABLE ${quoteRelation(swap.aside)}`,
      ...(swap.indexes ?? []).map(({ to, definition }) => indexStatement(to, target, definition)),
    ].join(';\n'),
  );
  return undefined;
}

/** `CREATE INDEX` from the part after the table's name; a unique one starts with `unique `. */
export function indexStatement(name: string, relation: string, definition: string): string {
  const unique = definition.startsWith('unique ') ? 'UNIQUE ' : '';
  return `CREATE ${unique}INDEX IF NOT EXISTS ${quoteName(name)} ON ${relation} ${definition.replace(/^unique /, '')}`;
}

function misfitOf({ name, type }: Column, after: readonly Column[]): string | undefined {
  const now = after.find((column) => column.name === name);
  if (!now) return `column ${quoteName(name)} is gone`;
  return now.type === type ? undefined : `column ${quoteName(name)} changes from ${type} to ${now.type}`;
}

/** Columns of a relation, in their order. */
export const columnsOf = (connection: DataConnection, oid: string): Promise<Column[]> =>
  select(connection, 'attrelid = $1::oid', oid);

/** Columns of a relation by its name. */
export const columnsOfName = (connection: DataConnection, relation: RelationName): Promise<Column[]> =>
  select(connection, 'attrelid = $1::regclass', quoteRelation(relation));

async function select(connection: DataConnection, where: string, value: string): Promise<Column[]> {
  const { rows } = await connection.query(
    `select attname, format_type(atttypid, atttypmod) from pg_catalog.pg_attribute
      where ${where} and attnum > 0 and not attisdropped order by attnum`,
    [value],
  );
  return rows.map(([name, type]) => ({ name: name ?? '', type: type ?? '' }));
}
