import { blanked, type JinjaRange, jinjaRanges } from './jinja-ranges.ts';

/** What a name in a FROM clause stands for. */
export type Relation =
  | { readonly type: 'ref'; readonly name: string }
  | { readonly type: 'source'; readonly source: string; readonly table: string }
  | { readonly type: 'this' }
  | { readonly type: 'table'; readonly schema?: string; readonly name: string };

export interface Named {
  /** Alias, or the relation's own name. */
  readonly name: string;
  readonly relation: Relation;
}

/** A common table expression: its name and the columns its SELECT puts out, as far as they can be read. */
export interface Cte {
  readonly name: string;
  readonly columns: readonly string[];
  /** Relations whose columns `*` brings. */
  readonly all: readonly Relation[];
  /** Offsets of what stands between the parentheses. */
  readonly start: number;
  readonly end: number;
}

export interface Scope {
  readonly relations: readonly Named[];
  readonly ctes: readonly Cte[];
}

const CLAUSE_WORDS = new Set(
  'where on using left right inner full cross join natural group order having limit offset union except intersect window lateral set as tablesample for with when then select'.split(
    ' ',
  ),
);

/** The relations and CTEs that a SQL file names: what completion of columns looks in. Read by shape, not parsed, so that half-written text has one too. */
export function scopeOf(text: string): Scope {
  const ranges = jinjaRanges(text);
  const plain = blanked(text, ranges);
  return { relations: readRelations(text, plain, ranges), ctes: readCtes(text, plain) };
}

function readRelations(text: string, plain: string, ranges: readonly JinjaRange[]): Named[] {
  const found: Named[] = [];
  for (const match of plain.matchAll(/\b(?:from|join)\b/gi)) {
    let at: number | undefined = match.index + match[0].length;
    while (at !== undefined) {
      const read = readRelation(text, plain, ranges, skipBlank(plain, ranges, at));
      if (read) found.push(read.named);
      at = read && /^\s*,/.test(plain.slice(read.end)) ? plain.indexOf(',', read.end) + 1 : undefined;
    }
  }
  return found;
}

/** The next place that is not blank; a piece of Jinja was blanked but is none. */
function skipBlank(plain: string, ranges: readonly JinjaRange[], from: number): number {
  const blanks = /^\s*/.exec(plain.slice(from))?.[0].length ?? 0;
  const jinja = ranges.find(({ start }) => start >= from);
  return Math.min(from + blanks, jinja?.start ?? plain.length);
}

function readRelation(
  text: string,
  plain: string,
  ranges: readonly JinjaRange[],
  at: number,
): { named: Named; end: number } | undefined {
  const jinja = ranges.find(({ start }) => start === at);
  if (jinja) {
    const relation = relationOf(text.slice(jinja.start, jinja.end));
    return relation && withAlias(plain, jinja.end, relation);
  }
  const name = /^(?:([A-Za-z_][\w$]*)\s*\.\s*)?([A-Za-z_][\w$]*)/.exec(plain.slice(at));
  if (!name?.[2] || CLAUSE_WORDS.has(name[2].toLowerCase())) return undefined;
  const relation: Relation = { type: 'table', name: name[2], ...(name[1] ? { schema: name[1] } : {}) };
  return withAlias(plain, at + name[0].length, relation);
}

function withAlias(plain: string, end: number, relation: Relation): { named: Named; end: number } {
  const alias = /^\s*(?:as\s+)?([A-Za-z_][\w$]*)/i.exec(plain.slice(end));
  const word = alias?.[1];
  if (!alias || !word || CLAUSE_WORDS.has(word.toLowerCase()))
    return { named: { name: ownName(relation), relation }, end };
  return { named: { name: word, relation }, end: end + alias[0].length };
}

/** `{{ ref('x') }}` and its kin as a relation. */
export function relationOf(jinja: string): Relation | undefined {
  const ref = /\bref\s*\(\s*(?:['"][^'"]*['"]\s*,\s*)?['"]([^'"]+)['"]/.exec(jinja)?.[1];
  if (ref) return { type: 'ref', name: ref };
  const source = /\bsource\s*\(\s*['"]([^'"]+)['"]\s*,\s*['"]([^'"]+)['"]/.exec(jinja);
  if (source?.[1] && source[2]) return { type: 'source', source: source[1], table: source[2] };
  return /^\{\{-?\s*this\s*-?\}\}$/.test(jinja) ? { type: 'this' } : undefined;
}

const ownName = (relation: Relation): string =>
  relation.type === 'source' ? relation.table : relation.type === 'this' ? 'this' : relation.name;

function readCtes(text: string, plain: string): Cte[] {
  const ctes: Cte[] = [];
  for (const match of plain.matchAll(
    /(?:\bwith\s+(?:recursive\s+)?|,\s*)([A-Za-z_][\w$]*)\s+as\s+(?:not\s+materialized\s+|materialized\s+)?\(/gi,
  )) {
    const start = match.index + match[0].length;
    const end = closing(plain, start);
    const body = text.slice(start, end);
    ctes.push({ name: match[1] ?? '', ...outputsOf(body), start, end });
  }
  return ctes;
}

/** Offset of the parenthesis that closes the one before `from`, or the end of the text. */
function closing(plain: string, from: number): number {
  let depth = 1;
  for (let at = from; at < plain.length; at++) {
    if (plain[at] === '(') depth++;
    else if (plain[at] === ')' && --depth === 0) return at;
  }
  return plain.length;
}

/** The names that a SELECT puts out: last word of each item; `*` stands for the relations of its FROM. */
export function outputsOf(select: string): { columns: string[]; all: Relation[] } {
  const ranges = jinjaRanges(select);
  const plain = blanked(select, ranges);
  const head = /\bselect\s+(?:distinct\s+(?:on\s*\([^)]*\)\s*)?)?/i.exec(plain);
  if (!head) return { columns: [], all: [] };
  const start = head.index + head[0].length;
  const end = topLevel(plain, start, /^from\b/i);
  const columns: string[] = [];
  let star = false;
  for (const item of splitTop(plain.slice(start, end))) {
    if (/(?:^|\.)\s*\*\s*$/.test(item.trim())) star = true;
    const name = /([A-Za-z_][\w$]*)\s*$/.exec(item)?.[1];
    if (name) columns.push(name);
  }
  const all = star ? readRelations(select, plain, ranges).map(({ relation }) => relation) : [];
  return { columns, all };
}

function topLevel(plain: string, from: number, pattern: RegExp): number {
  let depth = 0;
  for (let at = from; at < plain.length; at++) {
    if (plain[at] === '(') depth++;
    else if (plain[at] === ')') depth--;
    else if (depth === 0 && !/[\w$]/.test(plain[at - 1] ?? ' ') && pattern.test(plain.slice(at, at + 8))) return at;
  }
  return plain.length;
}

function splitTop(plain: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < plain.length; at++) {
    if (plain[at] === '(') depth++;
    else if (plain[at] === ')') depth--;
    else if (plain[at] === ',' && depth === 0) {
      items.push(plain.slice(start, at));
      start = at + 1;
    }
  }
  return [...items, plain.slice(start)];
}
