import type { SeedRows, SeedText } from '../../compile/options.ts';
import { isNull } from './cast.ts';
import { type CsvSource, readHeader, rowPieces } from './csv.ts';
import { type SeedKind, TypeFinder } from './infer.ts';
import { columnNames } from './names.ts';

/** agate's type of a column; dbt's macros know whole numbers of one size only. */
const TYPES: Readonly<Record<SeedKind, SeedRows['types'][number]>> = {
  declared: 'Text',
  nothing: 'Integer',
  integer: 'Integer',
  bigint: 'Integer',
  numeric: 'Integer',
  double: 'Number',
  date: 'Date',
  timestamp: 'DateTime',
  boolean: 'Boolean',
  text: 'Text',
};

/** The rows of a seed as `load_agate_table()` gives them to macros: all of them at once. */
export function seedRows({ declared, ...text }: SeedText): SeedRows {
  const source: CsvSource = text;
  const { given } = columnNames(readHeader(source), true);
  const rows = [...rowPieces(source, given.length)].flat();
  const finder = new TypeFinder(given, declared);
  for (const { cells } of rows) finder.look(cells);
  const columns = finder.columns();
  return {
    names: given,
    types: columns.map(({ kind }) => TYPES[kind]),
    cells: rows.map(({ cells }) =>
      columns.map(({ cast }, index) => {
        const cell = cells[index] ?? '';
        return isNull(cell) ? null : (cast(cell) ?? null);
      }),
    ),
  };
}
