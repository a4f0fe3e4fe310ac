import { CsvError, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
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

/** So much at a time: the parser never holds the whole file a second time. */
const pieceChars = 1 << 18;

/** Header of a CSV file; throws a Problem that names the line for what can't be a table. */
export async function readHeader(source: CsvSource): Promise<readonly string[]> {
  for await (const [first] of records(source)) if (first) return checkHeader(source, first.cells);
  throw refuse(
    source,
    1,
    'seed.empty',
    'The file has no header line.',
    'Put the names of the columns on the first line.',
  );
}

/** Rows below the header, checked for their number of cells, some thousand at a time. */
export async function* readRows(source: CsvSource, columns: number): AsyncGenerator<readonly CsvRow[]> {
  let header = 1;
  for await (const batch of records(source)) {
    const rows = batch.slice(header).filter((row) => !isBlank(row, columns));
    header = 0;
    const odd = rows.find(({ cells }) => cells.length !== columns);
    if (odd) throw ragged(source, odd, columns);
    yield rows;
  }
}

/** A blank line holds no row, except where a row is one cell that may be empty. */
const isBlank = ({ cells }: CsvRow, columns: number): boolean => columns > 1 && cells.length === 1 && cells[0] === '';

async function* records(source: CsvSource): AsyncGenerator<readonly CsvRow[]> {
  refuseBytes(source);
  let line = 1;
  try {
    for await (const batch of parsed(source)) {
      const rows: CsvRow[] = [];
      for (const { record, info } of batch) {
        rows.push({ line, cells: record });
        line = info.lines + 1;
      }
      if (rows.length > 0) yield rows;
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(source, lineAfter(source, error.records), error) : error;
  }
}

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * Records piece by piece: asking the parser's stream for one record at a time takes twice as long
 * (2.0 s for 340,000 rows).
 */
async function* parsed(source: CsvSource): AsyncGenerator<readonly Parsed[]> {
  const parser = parse(parserOptions(source));
  let batch: Parsed[] = [];
  let failure: Error | undefined;
  parser.on('data', (item: Parsed) => batch.push(item));
  parser.on('error', (error: Error) => {
    failure = error;
  });
  for (const piece of pieces(source.csv)) {
    const refused = await new Promise<Error | null | undefined>((resolve) => parser.write(piece, resolve));
    if (refused ?? failure) throw refused ?? failure;
    yield batch;
    batch = [];
  }
  await new Promise<void>((resolve) => parser.once('close', resolve).end());
  if (failure) throw failure;
  yield batch;
}

const parserOptions = ({ delimiter }: CsvSource) =>
  ({ bom: true, delimiter: delimiter || ',', info: true, relax_column_count: true, relax_quotes: true }) as const;

/** Line after the first records. The parser counts lines inside an open quote too, and drops what it had read before an error. */
function lineAfter(source: CsvSource, records: unknown): number {
  if (typeof records !== 'number' || records === 0) return 1;
  const read: unknown[] = parseAtOnce(source.csv, { ...parserOptions(source), to: records });
  const last = read.at(-1);
  return last ? (last as Parsed).info.lines + 1 : 1;
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
