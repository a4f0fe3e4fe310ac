import type { NodeWork } from '#lib/contracts/compilation.ts';
import { SqlError } from '#lib/contracts/database.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import type { Outcome, StepContext } from '../context.ts';
import { columnsOf } from '../in-place.ts';
import { tellMain } from '../main-statement.ts';
import { asideOf, quoteName, quoteRelation } from '../quote.ts';
import { assertReplaceable, type ExistingRelation } from '../relations.ts';
import { copyLines, seedTable } from '../seed/columns.ts';
import { type CsvSource, readRows } from '../seed/csv.ts';
import type { SeedColumn } from '../seed/infer.ts';
import { keepColumns, type TableColumn } from '../seed/kept.ts';
import { finishTable } from './table.ts';
import { placeOf } from './view.ts';

type SeedWork = Extract<NodeWork, { type: 'seed' }>;

/** A table from a CSV file: types found in a first pass, rows streamed by COPY in a second. */
export async function buildSeed(context: StepContext, work: SeedWork): Promise<Outcome> {
  const old = context.relations.get(work.relation);
  if (old) assertReplaceable(old, context.place);
  const source: CsvSource = { ...placeOf(context), csv: work.csv, delimiter: work.delimiter };
  const { columns, warnings } = await seedTable(source, { declared: work.columnTypes, quoted: work.quoteColumns });
  for (const warning of warnings) context.warn(warning);
  const target = keepColumns(columns, await standingColumns(context, old));
  const aside = asideOf(work.relation);
  const create = createStatement(quoteRelation(aside), columns, target);
  const copy = copyStatement(quoteRelation(aside), columns);
  tellMain(context, `${create};\n${copy}`);
  await context.connection.query(create, [], { ...placeOf(context), text: create, rawText: '' });
  const rows = await copyRows(context, copy, source, typed(columns, target));
  await dropZones(context, quoteRelation(aside), columns, target);
  await finishTable(context, aside, work.relation, rows, work.indexes);
  return { status: 'success', rows };
}

/** Columns of the seed's table of an earlier run; none where they don't matter. */
async function standingColumns({ connection, fullRefresh }: StepContext, old: ExistingRelation | undefined) {
  return old?.kind === 'r' && !fullRefresh ? columnsOf(connection, old.oid) : [];
}

/** The columns of the file with the types of the table they go to. */
const typed = (columns: readonly SeedColumn[], target: readonly TableColumn[]): SeedColumn[] =>
  columns.map((column) => ({ ...column, type: target.find(({ name }) => name === column.name)?.type ?? column.type }));

const zoned = 'timestamp with time zone';

/** Cells with a time zone are loaded as such: a column without one would take the clock and forget the zone. */
const loadType = ({ name, type }: TableColumn, columns: readonly SeedColumn[]): string =>
  columns.some((column) => column.zoned && column.name === name) ? zoned : type;

function createStatement(aside: string, columns: readonly SeedColumn[], target: readonly TableColumn[]): string {
  const list = target.map((column) => `${quoteName(column.name)} ${loadType(column, columns)}`);
  return `CREATE TABLE ${aside} (${list.join(', ')})`;
}

const copyStatement = (aside: string, columns: readonly SeedColumn[]): string =>
  `COPY ${aside} (${columns.map(({ name }) => quoteName(name)).join(', ')}) FROM STDIN WITH (FORMAT csv, NULL '\\N')`;

function copyRows(context: StepContext, copy: string, source: CsvSource, columns: readonly SeedColumn[]) {
  return context.connection.copyIn(copy, copyLines(source, columns)).catch(async (error: unknown) => {
    throw await atRow(source, columns.length, error);
  });
}

/** What had a time zone becomes the clock of the session's, which is what dbt's INSERT makes of it. */
async function dropZones(
  { connection }: StepContext,
  aside: string,
  columns: readonly SeedColumn[],
  target: readonly TableColumn[],
): Promise<void> {
  const changes = target
    .filter((column) => loadType(column, columns) !== column.type)
    .map(({ name, type }) => `ALTER COLUMN ${quoteName(name)} TYPE ${type}`);
  if (changes.length > 0) await connection.script(`ALTER TABLE ${aside} ${changes.join(', ')}`);
}

/** COPY names the row it refuses by its number; the person needs the line of the file. */
async function atRow(source: CsvSource, columns: number, error: unknown): Promise<unknown> {
  const match = error instanceof SqlError ? /^COPY .*, line (\d+)/.exec(error.context ?? '') : null;
  if (!(error instanceof SqlError) || !match) return error;
  let left = Number(match[1]);
  for await (const rows of readRows(source, columns)) {
    const row = rows[left - 1];
    if (row) {
      const { path, nodeId } = source;
      return new ProblemError(
        { ...error.problem, path, line: row.line, ...(nodeId ? { nodeId } : {}) },
        { cause: error },
      );
    }
    left -= rows.length;
  }
  return error;
}
