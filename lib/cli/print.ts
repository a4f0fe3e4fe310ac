import { styleText } from 'node:util';
import type { Problem } from '#lib/contracts/problem.ts';

type Style = Parameters<typeof styleText>[0];

/** Colour where a person looks, plain text in a pipe. */
export const paint = (style: Style, text: string): string =>
  styleText(style, text, { stream: process.stdout, validateStream: true });

export const out = (line = ''): void => void process.stdout.write(`${line}\n`);
export const err = (line = ''): void => void process.stderr.write(`${line}\n`);

/** `models/a.sql:3:5` as editors and terminals open it. */
export function placeText({ path, line, column }: Problem): string {
  if (!path) return '';
  return [path, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':');
}

/** A problem on two or three lines: where, what, what to do. */
export function problemLines(problem: Problem, indent = ''): string[] {
  const style = problem.severity === 'error' ? 'red' : 'yellow';
  const place = placeText(problem);
  const head = `${indent}${paint(style, problem.severity)} ${place ? `${place}  ` : ''}${paint('dim', problem.code)}`;
  const body = problem.message.split('\n').map((line) => `${indent}  ${line}`);
  return [head, ...body, ...(problem.remedy ? [`${indent}  ${paint('cyan', '→')} ${problem.remedy}`] : [])];
}

export const seconds = (ms: number): string =>
  ms < 10_000 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 1000).toFixed(1)} s`;

/** `1,234 nodes`. Without Intl, whose data takes longer to load than a small project to compile. */
export const count = (value: number, one: string, many = `${one}s`): string =>
  `${String(value).replace(/\B(?=(\d{3})+$)/g, ',')} ${value === 1 ? one : many}`;

/** Rows of text in columns as wide as their widest cell; numbers to the right. */
export function tableLines(header: readonly string[], rows: readonly (readonly (string | null)[])[]): string[] {
  const text = (cell: string | null) => (cell === null ? '∅' : cell.replace(/\s+/g, ' ').slice(0, 60));
  const widths = header.map((name, index) =>
    Math.max(name.length, ...rows.map((row) => text(row[index] ?? null).length)),
  );
  const numeric = header.map(
    (_, index) => rows.length > 0 && rows.every((row) => /^-?[\d.]+(e[+-]?\d+)?$|^∅$/i.test(text(row[index] ?? null))),
  );
  const pad = (cell: string, index: number) =>
    numeric[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
  return [
    paint('bold', header.map(pad).join('  ')),
    paint('dim', widths.map((width) => '─'.repeat(width)).join('  ')),
    ...rows.map((row) =>
      header
        .map((_, index) => pad(text(row[index] ?? null), index))
        .join('  ')
        .trimEnd(),
    ),
  ];
}
