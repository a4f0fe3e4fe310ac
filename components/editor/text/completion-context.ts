import { blanked, jinjaAt, jinjaRanges } from './jinja-ranges.ts';

/** What can be completed at a place; `prefix` is what is typed of it, right before the place. */
export type CompletionContext =
  | { readonly kind: 'none' }
  /** A node's name in `ref('…')` or `dbt.ref("…")`. */
  | { readonly kind: 'ref'; readonly prefix: string }
  | { readonly kind: 'source'; readonly prefix: string }
  | { readonly kind: 'source-table'; readonly source: string; readonly prefix: string }
  /** A UDF in `function('…')`. */
  | { readonly kind: 'function'; readonly prefix: string }
  | { readonly kind: 'materialized'; readonly prefix: string }
  /** A name inside Jinja: macros, `ref`, `config`, `this`. */
  | { readonly kind: 'jinja'; readonly prefix: string; readonly statement: boolean }
  /** A column after `alias.`. */
  | { readonly kind: 'member'; readonly owner: string; readonly prefix: string }
  /** Anything of SQL; `after` is the keyword that decides what is likely. */
  | { readonly kind: 'sql'; readonly prefix: string; readonly after: 'from' | 'other' };

const NONE: CompletionContext = { kind: 'none' };

const STRINGS: readonly (readonly [RegExp, (match: RegExpExecArray) => CompletionContext])[] = [
  [/\bref\s*\(\s*(?:(['"])[^'"\n]*\1\s*,\s*)?['"]([^'"\n]*)$/, (match) => ({ kind: 'ref', prefix: match[2] ?? '' })],
  [
    /\bsource\s*\(\s*['"]([^'"\n]*)['"]\s*,\s*['"]([^'"\n]*)$/,
    (match) => ({ kind: 'source-table', source: match[1] ?? '', prefix: match[2] ?? '' }),
  ],
  [/\bsource\s*\(\s*['"]([^'"\n]*)$/, (match) => ({ kind: 'source', prefix: match[1] ?? '' })],
  [/\bfunction\s*\(\s*['"]([^'"\n]*)$/, (match) => ({ kind: 'function', prefix: match[1] ?? '' })],
  [/\bmaterialized\s*=\s*['"]([^'"\n]*)$/, (match) => ({ kind: 'materialized', prefix: match[1] ?? '' })],
];

/** What can be completed in a SQL file with Jinja at `offset`. */
export function sqlContext(text: string, offset: number): CompletionContext {
  const ranges = jinjaRanges(text);
  const inside = jinjaAt(ranges, offset);
  if (inside) {
    if (inside.kind === 'comment') return NONE;
    return insideJinja(text.slice(inside.start + 2, offset), inside.kind === 'statement');
  }
  const before = text.slice(0, offset);
  if (isInCommentOrString(before)) return NONE;
  const plain = blanked(before);
  const member = /([A-Za-z_][\w$]*)\s*\.\s*([\w$]*)$/.exec(plain);
  if (member) return { kind: 'member', owner: member[1] ?? '', prefix: member[2] ?? '' };
  if (/(?:^|[^\w$])\d[\w.]*$/.test(plain)) return NONE;
  const prefix = /[A-Za-z_][\w$]*$/.exec(plain)?.[0] ?? '';
  const head = plain.slice(0, plain.length - prefix.length);
  return { kind: 'sql', prefix, after: /\b(?:from|join)\s+$/i.test(head) ? 'from' : 'other' };
}

/** What can be completed in a Python cell: names in `dbt.ref("…")` and `dbt.source("…")`. */
export function pythonContext(text: string, offset: number): CompletionContext {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  if (!/\bdbt\s*\.\s*(?:ref|source)\s*\(/.test(line)) return NONE;
  return inString(line) ?? NONE;
}

function insideJinja(typed: string, statement: boolean): CompletionContext {
  const string = inString(typed);
  if (string) return string;
  if (openQuote(typed)) return NONE;
  return { kind: 'jinja', prefix: /[A-Za-z_]\w*$/.exec(typed)?.[0] ?? '', statement };
}

function inString(typed: string): CompletionContext | undefined {
  for (const [pattern, make] of STRINGS) {
    const match = pattern.exec(typed);
    if (match) return make(match);
  }
  return undefined;
}

const openQuote = (typed: string): boolean => /^(?:[^'"]|'[^']*'|"[^"]*")*['"][^'"]*$/.test(typed);

function isInCommentOrString(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const plain = before.replaceAll(/--[^\n]*\n|\/\*[\s\S]*?\*\/|\{[{%#][\s\S]*?[}%#]\}/g, ' ');
  if (/--/.test(line.replaceAll(/'[^']*'/g, ''))) return true;
  if (/\/\*/.test(plain)) return true;
  const quotes = plain.replaceAll(/--[^\n]*/g, '').match(/'/g)?.length ?? 0;
  return quotes % 2 === 1;
}
