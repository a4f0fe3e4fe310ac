import { setImmediate as breathe } from 'node:timers/promises';
import { ProblemError } from '#lib/contracts/problem.ts';
import { CsvCutter, type CsvRow, OpenQuote } from '../../project/csv-records.ts';

export interface CsvSource {
  readonly path: string;
  readonly nodeId?: string;
  readonly csv: string;
  readonly delimiter: string;
}

/** So much at a time; between two the process does other things, a cancel among them. */
const pieceChars = 1 << 18;

/** The cells of the first line; throws a Problem for what can't be a table. */
export function readHeader(source: CsvSource): readonly string[] {
  refuseBytes(source);
  const [first] = cut(source, new CsvCutter(source.csv, source.delimiter), 1);
  if (first && first.cells.length > 0) return first.cells;
  throw refuse(
    source,
    1,
    'seed.empty',
    'The first line is empty: the file has no header.',
    'Put the names of the columns on the first line.',
  );
}

/** Rows below the header, some thousand at a time, with a breath between. */
export async function* readRows(source: CsvSource, columns: number): AsyncGenerator<readonly CsvRow[]> {
  for (const rows of rowPieces(source, columns)) {
    yield rows;
    await breathe();
  }
}

/** The same at once. A row may have fewer cells than the header, never more. */
export function* rowPieces(source: CsvSource, columns: number): Generator<readonly CsvRow[]> {
  const cutter = new CsvCutter(source.csv, source.delimiter);
  cut(source, cutter, 1);
  for (let rows = cut(source, cutter); rows.length > 0; rows = cut(source, cutter)) {
    const odd = rows.find(({ cells }) => cells.length > columns);
    if (odd) throw ragged(source, odd, columns);
    yield rows;
  }
}

function cut(source: CsvSource, cutter: CsvCutter, characters = pieceChars): CsvRow[] {
  try {
    return cutter.take(characters);
  } catch (error) {
    if (!(error instanceof OpenQuote)) throw error;
    throw refuse(
      source,
      error.line,
      'seed.quote',
      'A double quote that opens in this row is never closed.',
      'Close it, or write "" for a quote inside a quoted cell.',
    );
  }
}

/** NUL never occurs in UTF-8 text and always in UTF-16; U+FFFD is what a decoder leaves of bytes that are not UTF-8. */
function refuseBytes(source: CsvSource): void {
  const at = source.csv.search(/[\0\uFFFD]/);
  if (at < 0) return;
  const line = source.csv.slice(0, at).split('\n').length;
  throw refuse(source, line, 'seed.encoding', 'The file is not UTF-8 text.', 'Save it as “CSV UTF-8”.');
}

const ragged = (source: CsvSource, { line, cells }: CsvRow, columns: number): ProblemError =>
  refuse(
    source,
    line,
    'seed.ragged',
    `This row has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, the header has ${columns}.`,
    'Remove cells; put a cell that holds the delimiter in double quotes.',
  );

const refuse = (source: CsvSource, line: number, code: string, message: string, remedy: string): ProblemError =>
  new ProblemError({
    code,
    message,
    remedy,
    path: source.path,
    line,
    ...(source.nodeId ? { nodeId: source.nodeId } : {}),
  });
