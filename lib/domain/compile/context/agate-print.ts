import { bind } from '../../jinja/arguments.ts';
import { PyDecimal } from '../../jinja/values/decimal.ts';
import { toText } from '../../jinja/values/text.ts';
import type { CallArguments, Value } from '../../jinja/values/value.ts';

interface Printed {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly cells: readonly (readonly Value[])[];
}

const MORE = '...';

/**
 * Lines of agate's `print_table`: at most 20 rows, 6 columns, 20 characters and 3 decimal places
 * unless told otherwise. Numbers of a column share their places, and show by `…` that there are more.
 */
export function printTable(table: Printed, args: CallArguments): string[] {
  const [rows, columns, , width, , precision] = bind('print_table', args, [
    'max_rows',
    'max_columns',
    'output',
    'max_column_width',
    'locale',
    'max_precision',
  ]);
  const maxRows = limitOf(rows, 20);
  const maxColumns = limitOf(columns, 6);
  const maxWidth = limitOf(width, 20);
  const maxPlaces = limitOf(precision, 3);
  const cut = (text: string): string =>
    text.length > maxWidth ? `${text.slice(0, Math.max(0, maxWidth - MORE.length))}${MORE}` : text;
  const names = table.names.slice(0, maxColumns).map(cut);
  const shown = table.cells.slice(0, maxRows);
  const texts = names.map((_, index) => columnTexts(table.types[index], shown, index, maxPlaces).map(cut));
  if (table.names.length > maxColumns) {
    names.push(MORE);
    texts.push(shown.map(() => MORE));
  }
  const widths = names.map((name, index) => Math.max(name.length, ...(texts[index] ?? []).map(({ length }) => length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, index) => (table.types[index] === 'Text' ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0))).join(' | ')} |`;
  const body = shown.map((_, row) => line(texts.map((column) => column[row] ?? '')));
  const rest = table.cells.length > maxRows ? [line(names.map(() => MORE))] : [];
  return [line(names), `| ${widths.map((each) => '-'.repeat(each)).join(' | ')} |`, ...body, ...rest];
}

function columnTexts(
  type: string | undefined,
  rows: readonly (readonly Value[])[],
  index: number,
  maxPlaces: number,
): string[] {
  const cells = rows.map((row) => row[index] ?? null);
  const decimals = cells.filter((cell) => cell instanceof PyDecimal);
  const most = Math.max(0, ...decimals.map(placesOf));
  const places = Math.min(most, maxPlaces);
  return cells.map((cell) => {
    if (cell === null) return '';
    if (type !== 'Number' || !(cell instanceof PyDecimal) || !Number.isFinite(cell.number())) return toText(cell);
    return `${decimalText(cell, places)}${most > places ? '…' : ''}`;
  });
}

/** Places behind the point that say something. */
function placesOf({ units, scale }: PyDecimal): number {
  const zeros = /0*$/.exec(String(units))?.[0].length ?? 0;
  return units === 0n ? 0 : Math.max(0, scale - zeros);
}

/** `1,234.50`: a half goes to the even neighbour. */
function decimalText({ units, scale }: PyDecimal, places: number): string {
  const digits = rounded(units < 0n ? -units : units, scale - places);
  const text = String(digits).padStart(places + 1, '0');
  const whole = text.slice(0, text.length - places).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${units < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${text.slice(-places)}`}`;
}

function rounded(units: bigint, drop: number): bigint {
  if (drop <= 0) return units * 10n ** BigInt(-drop);
  const step = 10n ** BigInt(drop);
  const [whole, rest] = [units / step, (units % step) * 2n];
  return rest > step || (rest === step && whole % 2n === 1n) ? whole + 1n : whole;
}

function limitOf(value: Value | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY;
}
