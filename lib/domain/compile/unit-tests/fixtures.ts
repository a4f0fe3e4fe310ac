import { didYouMean } from '../../../contracts/near.ts';
import { type Problem, ProblemError } from '../../../contracts/problem.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import type { Value } from '../../jinja/values/value.ts';
import { CsvCutter, OpenQuote } from '../../project/csv-records.ts';
import { child, type PropertyEntry, type ResourceFile, scalarText, type YamlMap } from '../../project/index.ts';
import { problemAt } from '../../project/property-entry.ts';
import { pythonValue, renderString, type YamlRendering } from '../yaml-render.ts';
import { type Fixture, FORMATS } from './definition.ts';

/** What fixtures are read from besides their own YAML. */
export interface FixtureSources {
  readonly entry: PropertyEntry;
  readonly rendering: YamlRendering;
  readonly files: readonly ResourceFile[];
  /** Rows of the seed an input names: what a given without rows means. */
  readonly seedText?: (() => string | undefined) | undefined;
}

/**
 * The rows of one fixture, in dbt's order: the first row without a NULL leads, so that each column's
 * type is known from the first query of the union.
 * @throws ProblemError for what can't be read
 */
export function readFixture(yaml: YamlMap, sources: FixtureSources): Fixture {
  const { entry, rendering } = sources;
  const format = formatOf(yaml, entry);
  const written = child(yaml, 'rows');
  const rows: Value =
    written === undefined ? null : pythonValue(written, (text, at) => fromJs(renderString(text, at, rendering)));
  const file = scalarText(child(yaml, 'fixture'));
  const shape = { format, file, place: entry.file.position((written ?? yaml).at) };
  const refuse = (message: string, remedy: string): ProblemError =>
    new ProblemError(problemAt(entry, (written ?? yaml).at, { code: 'unit_test.rows', message, remedy }));
  if (format === 'dict') {
    const given = rows === null && file === undefined ? seedRows(sources, refuse) : rows;
    if (Array.isArray(given) && given.every((row) => row instanceof PyDict)) return { ...shape, rows: led(given) };
    throw refuse('These rows are no list of rows.', 'Write each as  - {column: value}, or say  format: csv or sql.');
  }
  const text = file === undefined ? rows : fixtureText(file, sources, yaml);
  if (typeof text !== 'string')
    throw refuse(`Rows in the format ${format} are a text.`, 'Write them below  rows: |  or name a file:  fixture: …');
  return { ...shape, rows: format === 'sql' ? text : led(csvRows(text, refuse)) };
}

function formatOf(yaml: YamlMap, entry: PropertyEntry): Fixture['format'] {
  const written = child(yaml, 'format');
  const text = scalarText(written) ?? 'dict';
  const format = FORMATS.find((each) => each === text);
  if (format !== undefined) return format;
  const message = `"${text}" is no format of rows.`;
  throw new ProblemError(
    problemAt(entry, written?.at ?? yaml.at, {
      code: 'unit_test.format',
      message,
      remedy: `Use one of ${FORMATS.join(', ')}.`,
    }),
  );
}

function fixtureText(name: string, { files, entry }: FixtureSources, yaml: YamlMap): string {
  const found = files.findLast((file) => file.name === name);
  if (found !== undefined) return found.text;
  const at = child(yaml, 'fixture')?.at ?? yaml.at;
  const known = files.map((file) => file.name);
  const remedy = didYouMean(name, known) ?? `Add tests/fixtures/${name}.csv or .sql.`;
  const problem: Problem = problemAt(entry, at, {
    code: 'unit_test.fixture',
    message: `There is no fixture "${name}".`,
    remedy,
  });
  throw new ProblemError(problem);
}

type Refuse = (message: string, remedy: string) => ProblemError;

function seedRows({ seedText }: FixtureSources, refuse: Refuse): PyDict[] {
  const text = seedText?.();
  if (text === undefined)
    throw refuse('There are no rows, and this is no seed.', 'Add  rows: []  for none. A seed gives its own.');
  return csvRows(text, refuse, '');
}

/** Rows as Python's csv.DictReader gives them; an empty cell is NULL in a fixture, and empty text in a seed. */
function csvRows(text: string, refuse: Refuse, empty: '' | null = null): PyDict[] {
  const [header, ...records] = recordsOf(text, refuse);
  if (header === undefined) return [];
  return records.map(({ cells, line }) => {
    if (cells.length > header.cells.length)
      throw refuse(
        `Row ${line} of the CSV has ${cells.length} cells, its header ${header.cells.length}.`,
        'Put a cell that holds a comma in double quotes.',
      );
    return new PyDict(
      header.cells.map((name, index) => {
        const cell = cells[index] ?? null;
        return [name, cell === '' ? empty : cell] as const;
      }),
    );
  });
}

function recordsOf(text: string, refuse: Refuse) {
  try {
    return new CsvCutter(text, ',').take(text.length + 1).filter(({ cells }) => cells.length > 0);
  } catch (error) {
    if (!(error instanceof OpenQuote)) throw error;
    throw refuse(`A double quote of row ${error.line} is never closed.`, 'Close it, or write "" inside a quoted cell.');
  }
}

function led(rows: readonly PyDict[]): readonly PyDict[] {
  const index = rows.findIndex((row) => [...row.values()].every((value) => value !== null));
  const [first, leader] = [rows[0], rows[index]];
  return first === undefined || leader === undefined ? rows : rows.with(0, leader).with(index, first);
}
