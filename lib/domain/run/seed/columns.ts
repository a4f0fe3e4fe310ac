import { type Cast, isNull, shortest } from './cast.ts';
import { type CsvSource, readHeader, readRows } from './csv.ts';
import { type SeedColumn, TypeFinder } from './infer.ts';
import { columnNames } from './names.ts';

export interface SeedOptions {
  /** `column_types` */
  readonly declared: Readonly<Record<string, string>>;
  /** `quote_columns`, true when it isn't set */
  readonly quoted: boolean;
}

export interface SeedTable {
  readonly columns: readonly SeedColumn[];
  readonly warnings: readonly string[];
}

/** Names and types of a seed's columns: the first pass over the file. */
export async function seedTable(source: CsvSource, { declared, quoted }: SeedOptions): Promise<SeedTable> {
  const { given, stored, warnings } = columnNames(readHeader(source), quoted);
  const finder = new TypeFinder(given, declared);
  const short: number[] = [];
  for await (const rows of readRows(source, given.length)) {
    for (const { line, cells } of rows) {
      finder.look(cells);
      if (cells.length < given.length) short.push(line);
    }
  }
  const columns = finder.columns().map((column, index) => ({ ...column, name: stored[index] ?? column.name }));
  return { columns, warnings: [...warnings, ...shortRows(short)] };
}

function shortRows(lines: readonly number[]): string[] {
  const [first] = lines;
  if (first === undefined) return [];
  const which = lines.length === 1 ? `Line ${first} has` : `Line ${first} and ${lines.length - 1} more have`;
  return [`${which} fewer cells than the header: the missing ones are NULL, all of them on a blank line.`];
}

/** The rows in COPY's CSV, some thousand at a time: every value quoted, so that only `\N` is NULL. */
export async function* copyLines(source: CsvSource, columns: readonly SeedColumn[]): AsyncGenerator<string> {
  const writers = columns.map(writerOf);
  for await (const rows of readRows(source, columns.length)) {
    let chunk = '';
    for (const { cells } of rows) {
      for (const [index, write] of writers.entries()) {
        if (index > 0) chunk += ',';
        chunk += copyCell(cells[index] ?? '', write);
      }
      chunk += '\n';
    }
    if (chunk) yield chunk;
  }
}

/** Numbers lose the zeros behind the point, unless the column they go to is a text. */
function writerOf({ cast, kind, type }: SeedColumn): Cast {
  const isNumber = kind === 'integer' || kind === 'bigint' || kind === 'numeric' || kind === 'double';
  if (!isNumber || type === 'text') return cast;
  return (cell) => {
    const value = cast(cell);
    return value ? shortest(value) : value;
  };
}

function copyCell(cell: string, write: Cast): string {
  const value = isNull(cell) ? null : write(cell);
  return value === null ? '\\N' : `"${(value ?? cell).replaceAll('"', '""')}"`;
}
