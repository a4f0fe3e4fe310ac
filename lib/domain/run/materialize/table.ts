import type { IndexSpec, NodeWork } from '#lib/contracts/compilation.ts';
import type { DataConnection } from '#lib/contracts/database.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { inChunks } from '../chunks/index.ts';
import type { Outcome, StepContext } from '../context.ts';
import { indexStatement } from '../in-place.ts';
import { sendMain } from '../main-statement.ts';
import { asideOf, indexName, quoteRelation, shortName } from '../quote.ts';
import { assertReplaceable } from '../relations.ts';
import { type Swap, swapIn } from '../swap.ts';
import { fillByContract, nameConstraints } from './contract.ts';
import { assertQuery, placeOf } from './view.ts';

type TableWork = Extract<NodeWork, { type: 'view' | 'table' }>;

/** Below this autovacuum's default estimates do no harm. */
const analyzeFromRows = 1_000;

export const tableStatement = (relation: RelationName, sql: string, unlogged: boolean): string =>
  `CREATE ${unlogged ? 'UNLOGGED ' : ''}TABLE ${quoteRelation(relation)} AS\n${sql}`;

/** A table from its SELECT: built aside with its indexes, then swapped in. */
export async function buildTable(context: StepContext, work: TableWork, unlogged: boolean): Promise<Outcome> {
  assertQuery(context, work.sql);
  const old = context.relations.get(work.relation);
  if (old) assertReplaceable(old, context.place);
  const aside = asideOf(work.relation);
  const sql = await inChunks(context, work.sql);
  const rows = await fill(context, aside, { ...work, sql }, unlogged);
  await finishTable(context, aside, work.relation, rows, work.indexes);
  if (work.contract !== undefined) await nameConstraints(context, work.relation, work.contract);
  return { status: 'success', rows };
}

async function fill(context: StepContext, aside: RelationName, work: TableWork, unlogged: boolean): Promise<number> {
  const { sql, rawSql, contract } = work;
  if (contract !== undefined) return fillByContract(context, aside, { sql, rawSql, unlogged, contract });
  const place = { ...placeOf(context), text: sql, rawText: rawSql };
  const { rowCount } = await sendMain(context, tableStatement(aside, sql, unlogged), place);
  return rowCount;
}

/** Indexes, statistics and the swap of a table that was filled aside. */
export async function finishTable(
  context: StepContext,
  aside: RelationName,
  target: RelationName,
  rows: number,
  indexes: readonly IndexSpec[] = [],
): Promise<void> {
  const planned = indexes.map((index) => plannedIndex(aside, target, index, context));
  for (const { from, definition } of planned) {
    await context.connection.query(indexStatement(from, quoteRelation(aside), definition), [], {
      ...placeOf(context),
      text: definition,
    });
  }
  await analyze(context.connection, aside, rows);
  await swapIn(context, { aside, target, kind: 'table', indexes: planned });
}

async function analyze(connection: DataConnection, relation: RelationName, rows: number): Promise<void> {
  if (rows >= analyzeFromRows) await connection.script(`ANALYZE ${quoteRelation(relation)}`);
}

function plannedIndex(aside: RelationName, target: RelationName, index: IndexSpec, context: StepContext) {
  const definition = indexDefinition(index, context);
  return {
    definition,
    from: shortName('__insitu_ix_', aside.identifier, definition),
    to: indexName(target, definition),
  } satisfies NonNullable<Swap['indexes']>[number];
}

/** `unique using btree (a, b)`; columns stand as the person wrote them, as in dbt. */
function indexDefinition({ columns, unique, type }: IndexSpec, context: StepContext): string {
  if (!/^[a-z_][a-z0-9_]*$/i.test(type)) {
    throw new ProblemError({
      code: 'run.index',
      message: `“${type}” is not an index type.`,
      remedy: 'Use btree, hash, gin, gist, spgist or brin.',
      ...context.place,
    });
  }
  return `${unique ? 'unique ' : ''}using ${type} (${columns.join(', ')})`;
}
