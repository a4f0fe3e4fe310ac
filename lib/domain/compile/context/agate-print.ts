import { bind } from '../../jinja/arguments.ts';
import { PyDecimal } from '../../jinja/values/decimal.ts';
import { toText } from '../../jinja/values/text.ts';
import type { CallArguments, Value } from '../../jinja/values/value.ts';

interface Printed {
  readonly names: readonly string[];
  readonly cells: readonly (readonly Value[])[];
}

const isNumber = (value: Value): boolean =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof PyDecimal;

/** Lines of agate's `print_table`: at most 20 rows, 6 columns and 20 characters unless told otherwise. */
export function printTable(table: Printed, args: CallArguments): string[] {
  const [rows, columns, , , width] = bind('print_table', args, [
    'max_rows',
    'max_columns',
    'output',
    'ellipsis',
    'max_column_width',
  ]);
  const maxRows = limitOf(rows, 20);
  const maxColumns = limitOf(columns, 6);
  const maxWidth = limitOf(width, 20);
  const cut = (text: string): string =>
    text.length > maxWidth ? `${text.slice(0, Math.max(0, maxWidth - 3))}...` : text;
  const names = table.names.slice(0, maxColumns).map(cut);
  const shown = table.cells.slice(0, maxRows).map((row) => row.slice(0, maxColumns));
  const texts = shown.map((row) => row.map((value) => cut(value === null ? '' : toText(value))));
  if (table.names.length > maxColumns) for (const row of [names, ...texts]) row.push('...');
  if (table.cells.length > maxRows) texts.push(names.map(() => '...'));
  const widths = names.map((name, index) => Math.max(name.length, ...texts.map((row) => row[index]?.length ?? 0)));
  const right = names.map((_, index) => shown.some((row) => isNumber(row[index] ?? null)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, index) => (right[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0))).join(' | ')} |`;
  const header = `| ${names.map((name, index) => name.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  return [header, `| ${widths.map((each) => '-'.repeat(each)).join(' | ')} |`, ...texts.map(line)];
}

function limitOf(value: Value | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY;
}
