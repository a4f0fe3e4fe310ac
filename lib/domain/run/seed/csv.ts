import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ProblemError } from '#lib/contracts/problem.ts';

export interface CsvRow {
  /** Line of the file where the row starts, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvSource {
  readonly path: string;
  readonly nodeId?: string;
  readonly csv: string;
  readonly delimiter: string;
}

/** A megabyte a piece: the parser never holds the whole file a second time. */
const pieceChars = 1 << 20;

/** Header of a CSV file; throws a Problem that names the line for what can't be a table. */
export async function readHeader(source: CsvSource): Promise<readonly string[]> {
  for await (const { cells } of records(source)) return checkHeader(source, cells);
  throw refuse(
    source,
    1,
    'seed.empty',
    'The file has no header line.',
    'Put the names of the columns on the first line.',
  );
}

/** Rows below the header, checked for their number of cells. */
export async function* readRows(source: CsvSource, columns: number): AsyncGenerator<CsvRow> {
  let first = true;
  for await (const row of records(source)) {
    if (first) {
      first = false;
      continue;
    }
    // A blank line holds no row, except where a row is one cell that may be empty.
    if (columns > 1 && row.cells.length === 1 && row.cells[0] === '') continue;
    if (row.cells.length !== columns) throw ragged(source, row, columns);
    yield row;
  }
}

async function* records(source: CsvSource): AsyncGenerator<CsvRow> {
  refuseBytes(source);
  let line = 1;
  try {
    for await (const { record, info } of parsed(source)) {
      yield { line, cells: record };
      line = info.lines + 1;
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(source, await lineAfter(source, error.records), error) : error;
  }
}

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** @param to stops after so many records. */
async function* parsed(source: CsvSource, to = -1): AsyncGenerator<Parsed> {
  const parser = parse({
    bom: true,
    delimiter: source.delimiter || ',',
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    to,
  });
  const input = Readable.from(pieces(source.csv));
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  try {
    for await (const item of parser) yield item as Parsed;
  } finally {
    input.destroy();
  }
}

/** Line after the first records. The parser counts lines inside an open quote too, and drops what it had read before an error. */
async function lineAfter(source: CsvSource, records: unknown): Promise<number> {
  let line = 1;
  if (typeof records !== 'number' || records === 0) return line;
  for await (const { info } of parsed(source, records)) line = info.lines + 1;
  return line;
}

function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += pieceChars) yield text.slice(at, at + pieceChars);
}

/** NUL never occurs in UTF-8 text and always in UTF-16; U+FFFD is what a decoder leaves of bytes that are not UTF-8. */
function refuseBytes(source: CsvSource): void {
  const at = source.csv.search(/[\0\uFFFD]/);
  if (at < 0) return;
  const line = source.csv.slice(0, at).split('\n').length;
  throw refuse(source, line, 'seed.encoding', 'The file is not UTF-8 text.', 'Save it as “CSV UTF-8”.');
}

function checkHeader(source: CsvSource, names: readonly string[]): readonly string[] {
  const blank = names.findIndex((name) => name.trim() === '');
  if (blank >= 0) {
    throw refuse(
      source,
      1,
      'seed.header',
      `Column ${blank + 1} has no name.`,
      'Give each column a name on the first line.',
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw refuse(source, 1, 'seed.header', `Two columns are called “${twice}”.`, 'Give each column a name of its own.');
  }
  const long = names.find((name) => Buffer.byteLength(name) > 63);
  if (long !== undefined) {
    throw refuse(source, 1, 'seed.header', `The column name “${long}” is longer than 63 bytes.`, 'Shorten it.');
  }
  return names;
}

const ragged = (source: CsvSource, { line, cells }: CsvRow, columns: number): ProblemError =>
  refuse(
    source,
    line,
    'seed.ragged',
    `This row has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, the header has ${columns}.`,
    'Add or remove cells; put a cell that holds the delimiter in double quotes.',
  );

function unreadable(source: CsvSource, line: number, error: CsvError): ProblemError {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return refuse(
      source,
      line,
      'seed.quote',
      'A double quote that opens in this row is never closed.',
      'Close it, or write "" for a quote inside a quoted cell.',
    );
  }
  return refuse(source, line, 'seed.csv', error.message, 'Check the delimiter and the quotes.');
}

const refuse = (source: CsvSource, line: number, code: string, message: string, remedy: string): ProblemError =>
  new ProblemError({
    code,
    message,
    remedy,
    path: source.path,
    line,
    ...(source.nodeId ? { nodeId: source.nodeId } : {}),
  });
