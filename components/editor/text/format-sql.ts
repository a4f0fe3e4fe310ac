import { type SqlToken, sqlTokens } from './sql-tokens.ts';
import { SQL_KEYWORDS, SQL_TYPES } from './sql-words.ts';

/** A text as it would be formatted, or why it is left alone. */
export type Formatted = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

const TAB = '    ';
const LOWER = new Set([...SQL_KEYWORDS, ...SQL_TYPES]);
/** Words that begin a clause when they begin a line: what follows stands one step further in. */
const CLAUSES = new Set(
  'select from where group having order limit offset window union intersect except values join inner left right full cross natural fetch returning'.split(
    ' ',
  ),
);
/** Words that go on with what the line before began without being a part of an expression. */
const JOINERS = new Set('and or on using when then else end as partition range rows groups'.split(' '));
/** After these an expression begins, so the next line is not the rest of one. */
const OPENERS = new Set('select distinct from where by having on and or when then else with as all in'.split(' '));

/**
 * Formats SQL with Jinja and never changes what it means: lines stay as they were cut, as gofmt keeps
 * them; indentation, spaces and the letters of keywords are made one. Only white space and the case of
 * unquoted keywords differ, which PostgreSQL folds anyway.
 */
export function formatSql(text: string): Formatted {
  const tokens = sqlTokens(text);
  if (tokens === null) return { ok: false, reason: 'A string, a comment or a piece of Jinja has no end yet.' };
  if (tokens.some(makesText)) {
    return {
      ok: false,
      reason: 'Jinja here makes text (a macro or a set block), whose spaces may matter: left as it is.',
    };
  }
  const lines = linesOf(tokens);
  const levels = levelsOf(lines);
  const out = lines.map((line, at) => (line.length === 0 ? '' : TAB.repeat(levels[at] ?? 0) + written(line)));
  const formatted = `${out
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
  // A guard against a mistake above: nothing but space and case may differ.
  return sameMeaning(text, formatted)
    ? { ok: true, text: formatted }
    : { ok: false, reason: 'Formatting would change what this says: left as it is.' };
}

const makesText = ({ jinja, text }: SqlToken): boolean =>
  jinja === 'statement' &&
  (/^\{%-?\s*(?:macro|call|filter|raw|snapshot|test|materialization|block)\b/.test(text) ||
    /^\{%-?\s*set\b[^=]*%\}$/.test(text));

interface Piece extends SqlToken {
  /** White space stood before it. */
  readonly gap: boolean;
}
type Line = readonly Piece[];

function linesOf(tokens: readonly SqlToken[]): Line[] {
  const lines: Piece[][] = [[]];
  let gap = false;
  for (const token of tokens) {
    if (token.kind !== 'space') {
      lines.at(-1)?.push({ ...token, gap });
      gap = false;
      continue;
    }
    gap = true;
    for (let count = token.text.split('\n').length; count > 1; count--) lines.push([]);
  }
  return lines;
}

/** One line with single spaces, none inside brackets, one behind a comma. */
function written(line: Line): string {
  let out = '';
  for (const [at, piece] of line.entries()) {
    const before = line[at - 1];
    const tight = piece.text === ',' || piece.text === ')' || before?.text === '(';
    const spaced = before?.text === ',' || (piece.gap && !tight);
    out += (before && spaced ? ' ' : '') + lowered(piece, before);
  }
  return out;
}

function lowered(piece: Piece, before: Piece | undefined): string {
  const word = piece.text.toLowerCase();
  return piece.kind === 'word' && before?.text !== '.' && LOWER.has(word) ? word : piece.text;
}

interface Frame {
  /** Level of the line that opened it: its closing stands there too. */
  readonly outer: number;
  readonly level: number;
  clause: boolean;
}

/** The level of each line: brackets, `case` and clauses each go one further in. */
function levelsOf(lines: readonly Line[]): number[] {
  const frames: Frame[] = [{ outer: 0, level: 0, clause: false }];
  const blocks: number[] = [];
  const levels: number[] = [];
  let previous: Line | undefined;
  for (const [at, line] of lines.entries()) {
    if (line.length === 0) {
      levels.push(0);
      continue;
    }
    const tag = tagOf(line);
    if (tag === 'end' || tag === 'middle') {
      levels.push((tag === 'end' ? blocks.pop() : blocks.at(-1)) ?? 0);
      previous = undefined;
    } else if (isAside(line)) {
      // A comment and a Jinja tag stand where the line that they are about stands.
      const next = lines.slice(at + 1).find((each) => each.length > 0 && !isAside(each));
      const level = next ? levelOf(next, undefined, [...frames]) : currentLevel(frames);
      levels.push(level);
      if (tag === 'begin') blocks.push(level);
      if (tag !== undefined) previous = undefined;
    } else {
      const level = levelOf(line, previous, frames);
      levels.push(level);
      follow(line, level, frames);
      previous = line;
    }
  }
  return levels;
}

const currentLevel = (frames: readonly Frame[]): number => {
  const frame = frames.at(-1);
  return frame ? frame.level + Number(frame.clause) : 0;
};

/** Where a line of code stands; frames that it closes at its start are left by it. */
function levelOf(line: Line, previous: Line | undefined, frames: Frame[]): number {
  const first = wordOf(line[0]);
  if (first === ')' || first === 'end') return frames.at(-1)?.outer ?? 0;
  const frame = frames.at(-1);
  if (!frame) return 0;
  if (isClause(line) || first === 'with') return frame.level;
  const plain = currentLevel(frames);
  if (frame.clause === false && first === ',') return plain;
  return goesOn(line, previous) ? plain + 1 : plain;
}

/** Whether a line is the rest of the expression that the line before left open. */
function goesOn(line: Line, previous: Line | undefined): boolean {
  const last = previous?.findLast(({ kind }) => kind !== 'comment');
  if (!last || last.kind === 'jinja') return false;
  const first = wordOf(line[0]);
  const word = wordOf(last);
  if (word === ',' || word === '(' || OPENERS.has(word) || first === ',') return false;
  if (first === 'as') return true;
  // An operator at the start says itself that the line goes on.
  return !JOINERS.has(first) && line[0]?.kind !== 'sign';
}

function isClause(line: Line): boolean {
  const first = wordOf(line[0]);
  // `left(name, 2)` is a function, `left join` a clause.
  const called = (first === 'left' || first === 'right') && line[1]?.text === '(';
  return CLAUSES.has(first) && !called;
}

/** Opens and closes frames as the line's brackets and cases do. */
function follow(line: Line, level: number, frames: Frame[]): void {
  const frame = frames.at(-1);
  if (frame && isClause(line)) frame.clause = true;
  for (const [at, piece] of line.entries()) {
    const word = wordOf(piece);
    if (word === '(' || word === '[' || (word === 'case' && piece.kind === 'word')) {
      const query = word === '(' && /^(?:select|values)$/.test(wordOf(line[at + 1]));
      frames.push({ outer: level, level: level + 1, clause: query });
    } else if ((word === ')' || word === ']' || (word === 'end' && piece.kind === 'word')) && frames.length > 1) {
      frames.pop();
    }
  }
}

const wordOf = (piece: Piece | undefined): string =>
  piece && (piece.kind === 'word' || piece.kind === 'sign') ? piece.text.toLowerCase() : '';

/** A line of comments and Jinja tags alone; a comma may stand behind a loop's tag. */
const isAside = (line: Line): boolean =>
  line[0]?.text !== ',' &&
  line.every(
    ({ kind, jinja, text }) => kind === 'comment' || text === ',' || (kind === 'jinja' && jinja !== 'expression'),
  );

/** What a line of one Jinja tag does to the block around it. */
function tagOf(line: Line): 'begin' | 'middle' | 'end' | 'other' | undefined {
  if (!isAside(line)) return undefined;
  const tags = line.filter(({ jinja }) => jinja === 'statement');
  const [tag] = tags;
  if (!tag) return undefined;
  const name = /^\{%-?\s*(\w+)/.exec(tag.text)?.[1] ?? '';
  if (tags.length > 1) return 'other';
  if (/^end/.test(name)) return 'end';
  if (name === 'else' || name === 'elif') return 'middle';
  return name === 'if' || name === 'for' ? 'begin' : 'other';
}

/** Whether two texts are the same to PostgreSQL and to Jinja: every token but space, keywords in any case. */
function sameMeaning(a: string, b: string): boolean {
  const [left, right] = [meaning(a), meaning(b)];
  return left.length === right.length && left.every((each, at) => each === right[at]);
}

function meaning(text: string): string[] {
  const out: string[] = [];
  let touches = false;
  for (const { kind, text: piece } of sqlTokens(text) ?? []) {
    if (kind === 'space') touches = false;
    else {
      // A word that touches Jinja is one word with what Jinja makes; spaced it would be two.
      const glued = touches && (kind === 'jinja' || kind === 'word' || kind === 'number');
      out.push(`${glued ? '+' : ''}${kind === 'word' ? piece.toLowerCase() : piece.trimEnd()}`);
      touches = kind === 'jinja' || kind === 'word' || kind === 'number';
    }
  }
  return out;
}
