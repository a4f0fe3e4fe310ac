import type { PreviewResult } from '#lib/contracts/api.ts';

/** Rows as text: a head line, then one line a row; NULL is empty, what holds the delimiter is quoted. */
export function delimited(result: Pick<PreviewResult, 'columns' | 'rows'>, delimiter: ',' | '\t'): string {
  const cell = (value: string | null): string => {
    if (value === null) return '';
    return value === '' || value.includes(delimiter) || /["\n\r]/.test(value)
      ? `"${value.replaceAll('"', '""')}"`
      : value;
  };
  const head = result.columns.map(({ name }) => cell(name)).join(delimiter);
  return `${[head, ...result.rows.map((row) => row.map(cell).join(delimiter))].join('\n')}\n`;
}

/** Hands a text to the browser as a file. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
