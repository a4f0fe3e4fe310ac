import daff, { type CellView } from 'daff';
import type { UnitTestDiff } from '#lib/contracts/run.ts';
import type { UnitCell, UnitRow, UnitRows } from '../../compile/unit-tests/rows.ts';

/** Rows of a difference that are recorded: a unit test is small, and what it shows leaves the database. */
const mostRows = 500;

/** A cell for daff: it compares and measures the text, and writes whole rows as Python represents their values. */
class Cell {
  readonly text: string;
  private readonly repr: string;
  constructor({ text, repr }: NonNullable<UnitCell>) {
    this.text = text;
    this.repr = repr;
  }
  toString(): string {
    return this.repr;
  }
}

const usual = new daff.TableView([]).getCellView();
const textOf = (cell: unknown): string =>
  cell instanceof Cell ? cell.text : cell === null || cell === undefined ? '' : String(cell);
/** Cells as daff has them in Python: NULL is not the empty text, and equals nothing else. */
const view: CellView = Object.assign(Object.create(usual), {
  toString: textOf,
  equals: (a: unknown, b: unknown) => isNull(a) === isNull(b) && textOf(a) === textOf(b),
  isHash: () => false,
});
const isNull = (cell: unknown): boolean => cell === null || cell === undefined;

class Sheet extends daff.TableView {
  override getCellView(): CellView {
    return view;
  }
}

/** How what a model gave differs from what was expected; undefined when it doesn't. */
export function unitTestDiff(rows: UnitRows): { readonly diff: UnitTestDiff; readonly rendered: string } | undefined {
  const flags = new daff.CompareFlags();
  flags.ordered = false;
  const alignment = daff.Coopy.compareTables(sheet(rows, rows.expected), sheet(rows, rows.actual), flags).align();
  const difference = new daff.TableDiff(alignment, flags);
  difference.hilite(new Sheet([]));
  if (!difference.hasDifference()) return undefined;
  const hilited = new Sheet([]);
  difference.hilite(hilited);
  return { diff: tableOf(rows, hilited), rendered: plain(new daff.TerminalDiffRender().render(hilited)) };
}

const sheet = ({ columns }: UnitRows, rows: readonly UnitRow[]): Sheet =>
  new Sheet([[...columns], ...rows.map((row) => row.map((cell) => (cell === null ? null : new Cell(cell))))]);

const plain = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, '');

type DiffRow = UnitTestDiff['rows'][number];

const KINDS: Readonly<Record<string, DiffRow['kind']>> = {
  '+++': 'unexpected',
  '---': 'missing',
  '...': 'gap',
  '': 'same',
};

function tableOf({ columns }: UnitRows, hilited: Sheet): UnitTestDiff {
  const rows: DiffRow[] = [];
  for (let y = 1; y < hilited.get_height(); y += 1) rows.push(rowOf(hilited, y));
  return { columns: [...columns], rows: rows.slice(0, mostRows), more: Math.max(0, rows.length - mostRows) };
}

function rowOf(hilited: Sheet, y: number): DiffRow {
  const kind = KINDS[textOf(hilited.getCell(0, y))] ?? 'changed';
  const cells = Array.from({ length: hilited.get_width() - 1 }, (_, index) => cellOf(hilited, index + 1, y, kind));
  return { kind, cells: kind === 'gap' ? [] : cells };
}

function cellOf(hilited: Sheet, x: number, y: number, kind: DiffRow['kind']): DiffRow['cells'][number] {
  const raw = hilited.getCell(x, y);
  const text = isNull(raw) ? null : textOf(raw);
  if (kind === 'unexpected') return { actual: text };
  if (kind === 'missing') return { expected: text };
  const { lvalue, rvalue } = daff.DiffRender.renderCell(hilited, view, x, y);
  if (typeof lvalue !== 'string' || typeof rvalue !== 'string') return { expected: text, actual: text };
  return { expected: sideOf(lvalue), actual: sideOf(rvalue) };
}

/** daff writes NULL so inside of a changed cell, and one underscore more where a text is that word. */
const sideOf = (text: string): string | null => (text === 'NULL' ? null : text.replace(/^_(_*NULL)$/, '$1'));
