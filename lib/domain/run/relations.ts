import { type DataConnection, SqlError } from '#lib/contracts/database.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import { quoteRelation } from './quote.ts';

/** pg_class.relkind of what a materialization can replace. */
export type ReplaceableKind = 'r' | 'v' | 'm';

/** What stands under a name before a step builds it. */
export interface ExistingRelation extends RelationName {
  readonly oid: string;
  readonly kind: string;
  readonly owner: string;
  /** Whether the role we build as may drop it. */
  readonly ours: boolean;
}

/** Everything that takes a name in the schemas of a run, read once. */
export class RelationCache {
  readonly #byName = new Map<string, ExistingRelation>();

  constructor(relations: Iterable<ExistingRelation>) {
    for (const relation of relations) this.#byName.set(key(relation), relation);
  }

  get(relation: RelationName): ExistingRelation | undefined {
    return this.#byName.get(key(relation));
  }
}

const key = ({ schema, identifier }: RelationName): string => `${schema}\0${identifier}`;

/** Reads every relation of the schemas; runs inside a transaction that has taken its role. */
export async function readRelations(connection: DataConnection, schemas: readonly string[]): Promise<RelationCache> {
  return new RelationCache(await select(connection, 'n.nspname = any($1::name[])', [arrayText(schemas)]));
}

/** Reads one relation afresh, where the cache may have aged. */
export async function readRelation(
  connection: DataConnection,
  relation: RelationName,
): Promise<ExistingRelation | undefined> {
  const found = await select(connection, 'n.nspname = $1 and c.relname = $2', [relation.schema, relation.identifier]);
  return found[0];
}

async function select(connection: DataConnection, where: string, values: readonly string[]) {
  const { rows } = await connection.query(
    `select c.oid, n.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner),
            pg_has_role(c.relowner, 'USAGE')
       from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where ${where}`,
    values,
  );
  return rows.map(
    ([oid, schema, identifier, kind, owner, ours]): ExistingRelation => ({
      oid: oid ?? '',
      schema: schema ?? '',
      identifier: identifier ?? '',
      kind: kind ?? '',
      owner: owner ?? '',
      ours: ours === 't',
    }),
  );
}

const kindNames: Readonly<Record<string, string>> = {
  r: 'a table',
  v: 'a view',
  m: 'a materialized view',
  p: 'a partitioned table',
  f: 'a foreign table',
  S: 'a sequence',
  i: 'an index',
  I: 'an index',
  c: 'a composite type',
};

/** `a table`, `a view`… for messages. */
export const kindName = (kind: string): string => kindNames[kind] ?? 'an object';

export function isReplaceable(relation: ExistingRelation): relation is ExistingRelation & { kind: ReplaceableKind } {
  return relation.ours && ['r', 'v', 'm'].includes(relation.kind);
}

/** Throws unless what stands under the name is something the engine may replace. */
export function assertReplaceable(relation: ExistingRelation, place: Pick<Problem, 'path' | 'nodeId'>): void {
  if (isReplaceable(relation)) return;
  const reason = relation.ours ? '' : ` that belongs to ${relation.owner}`;
  throw new ProblemError({
    code: 'run.name_taken',
    message: `${quoteRelation(relation)} is ${kindName(relation.kind)}${reason}: it was not built by this project.`,
    remedy: 'Give the node another name or alias, or move or drop what has the name.',
    ...place,
  });
}

/** A PostgreSQL array literal of texts. */
export const arrayText = (items: readonly string[]): string =>
  `{${items.map((item) => `"${item.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`;

export const hasState = (error: unknown, ...states: readonly string[]): error is SqlError =>
  error instanceof SqlError && states.includes(error.sqlState);
