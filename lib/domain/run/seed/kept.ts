import type { SeedColumn, SeedKind } from './infer.ts';

export interface TableColumn {
  readonly name: string;
  readonly type: string;
}

/** Types of a table that hold every value of a kind as it is. */
const holds: Readonly<Record<Exclude<SeedKind, 'declared' | 'nothing'>, RegExp>> = {
  integer: /^(integer|bigint|numeric|double precision|text|character varying)$/,
  bigint: /^(bigint|numeric|text|character varying)$/,
  numeric: /^(numeric|text|character varying)$/,
  double: /^(double precision|numeric|text|character varying)$/,
  date: /^(date|timestamp with(out)? time zone|text|character varying)$/,
  timestamp: /^(timestamp with(out)? time zone|text|character varying)$/,
  boolean: /^(boolean|text|character varying)$/,
  text: /^(text|character varying)$/,
};

/**
 * The columns of a seed's next table. A seed that stands already keeps its columns, their order and
 * types, as in dbt, which only replaces the rows; where dbt would then round, or fail, the new ones count.
 */
export function keepColumns(found: readonly SeedColumn[], standing: readonly TableColumn[]): readonly TableColumn[] {
  const byName = new Map(found.map((column) => [column.name, column]));
  const same = standing.length === found.length && standing.every(({ name }) => byName.has(name));
  if (!same) return found;
  return standing.map(({ name, type }) => {
    const column = byName.get(name);
    return { name, type: column === undefined || fits(column.kind, type) ? type : column.type };
  });
}

const fits = (kind: SeedKind, type: string): boolean =>
  kind === 'nothing' || (kind !== 'declared' && holds[kind].test(type));
