import type { NodeWork } from '#lib/contracts/compilation.ts';
import { SqlError } from '#lib/contracts/database.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import type { Outcome, StepContext } from '../context.ts';
import { asideOf, quoteName, quoteRelation } from '../quote.ts';
import { assertReplaceable } from '../relations.ts';
import { isNull } from '../seed/cast.ts';
import { type CsvSource, readHeader, readRows } from '../seed/csv.ts';
import { type SeedColumn, TypeFinder } from '../seed/infer.ts';
import { finishTable } from './table.ts';
import { placeOf } from './view.ts';

type SeedWork = Extract<NodeWork, { type: 'seed' }>;

/** A table from a CSV file: types found in a first pass, rows streamed by COPY in a second. */
export async function buildSeed(context: StepContext, work: SeedWork): Promise<Outcome> {
  const old = context.relations.get(work.relation);
  if (old) assertReplaceable(old, context.place);
  const source: CsvSource = { ...placeOf(context), csv: work.csv, delimiter: work.delimiter };
  const columns = await seedColumns(source, work.columnTypes);
  const aside = asideOf(work.relation);
  const list = columns.map(({ name, type }) => `${quoteName(name)} ${type}`).join(', ');
  await context.connection.query(`CREATE TABLE ${quoteRelation(aside)} (${list})`, [], {
    ...placeOf(context),
    text: list,
    rawText: '',
  });
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const copy = `COPY ${quoteRelation(aside)} (${names}) FROM STDIN WITH (FORMAT csv, NULL '\\N')`;
  const rows = await context.connection.copyIn(copy, copyLines(source, columns)).catch(async (error: unknown) => {
    throw await atRow(source, columns.length, error);
  });
  await finishTable(context, aside, work.relation, rows);
  return { status: 'success', rows };
}

/** Names and types of a seed's columns. */
export async function seedColumns(
  source: CsvSource,
  declared: Readonly<Record<string, string>>,
): Promise<SeedColumn[]> {
  const names = await readHeader(source);
  const finder = new TypeFinder(names, declared);
  for await (const rows of readRows(source, names.length)) for (const { cells } of rows) finder.look(cells);
  return finder.columns();
}

/** The rows in COPY's CSV, some thousand at a time: every value quoted, so that only `\N` is NULL. */
export async function* copyLines(source: CsvSource, columns: readonly SeedColumn[]): AsyncGenerator<string> {
  for await (const rows of readRows(source, columns.length)) {
    let chunk = '';
    for (const { cells } of rows) {
      for (const [index, { cast }] of columns.entries()) {
        if (index > 0) chunk += ',';
        chunk += copyCell(cells[index] ?? '', cast);
      }
      chunk += '\n';
    }
    if (chunk) yield chunk;
  }
}

const copyCell = (cell: string, cast: SeedColumn['cast']): string =>
  isNull(cell) ? '\\N' : `"${(cast(cell) ?? cell).replaceAll('"', '""')}"`;

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
