import { type Literal, readValue, skipComma, skipSpace, toLiteral, type Value, writeLiteral } from './literal.ts';

/** The `config(...)` call of a node's text, with where each argument stands. */
export interface ConfigCall {
  /** Between the parentheses. */
  readonly start: number;
  readonly end: number;
  readonly arguments: readonly { readonly key: string; readonly value: Value; readonly start: number }[];
}

/** Finds the first `{{ config(...) }}`; a text without one, or with one that can't be read, gives undefined. */
export function findConfig(text: string): ConfigCall | undefined {
  const head = /\{\{-?\s*config\s*\(/.exec(withoutComments(text));
  if (!head) return undefined;
  const start = head.index + head[0].length;
  const found: { key: string; value: Value; start: number }[] = [];
  let at = skipSpace(text, start);
  while (at < text.length && text[at] !== ')') {
    const key = /^([A-Za-z_]\w*)\s*=/.exec(text.slice(at, at + 200));
    if (!key?.[1]) return undefined;
    const value = readValue(text, at + key[0].length);
    found.push({ key: key[1], value, start: at });
    at = skipComma(text, value.end);
  }
  return text[at] === ')' ? { start, end: at, arguments: found } : undefined;
}

/** Jinja comments blanked at the same length: a config in one is not the node's. */
const withoutComments = (text: string): string =>
  text.replaceAll(/\{#[\s\S]*?#\}/g, (comment) => ' '.repeat(comment.length));

/** What the recipe shows: each argument's plain value, or its text where it is an expression. */
export type Recipe = ReadonlyMap<string, { readonly literal: Literal | undefined; readonly text: string }>;

export function readRecipe(text: string): Recipe {
  const call = findConfig(text);
  return new Map(
    (call?.arguments ?? []).map(({ key, value }) => [
      key,
      { literal: toLiteral(value), text: text.slice(value.start, value.end) },
    ]),
  );
}

/** One replacement in a text: `[from, to)` becomes `insert`. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

export const applyEdit = (text: string, edit: TextEdit): string =>
  text.slice(0, edit.from) + edit.insert + text.slice(edit.to);

/**
 * The edit that sets `config(path[0]={path[1]: …}) = value`; `undefined` as value takes the argument out.
 * Nothing else of the text moves: comments, order and line breaks stay.
 * @returns undefined when the text has no `config(...)` that can be read, or the place is an expression
 */
export function editRecipe(text: string, path: readonly string[], value: Literal | undefined): TextEdit | undefined {
  const call = findConfig(text);
  const [first, ...rest] = path;
  if (!call || first === undefined) return undefined;
  const entries = call.arguments.map((argument) => ({ ...argument, key: argument.key }));
  return editEntries(text, { entries, start: call.start, end: call.end }, first, rest, value, (key) => `${key}=`);
}

interface Container {
  readonly entries: readonly { readonly key: string; readonly value: Value; readonly start: number }[];
  readonly start: number;
  readonly end: number;
}

function editEntries(
  text: string,
  container: Container,
  key: string,
  rest: readonly string[],
  value: Literal | undefined,
  prefix: (key: string) => string,
): TextEdit | undefined {
  const entry = container.entries.find((candidate) => candidate.key === key);
  if (!entry)
    return value === undefined ? undefined : append(text, container, prefix(key) + writeLiteral(nested(rest, value)));
  const [next, ...deeper] = rest;
  if (next === undefined) {
    return value === undefined
      ? removal(text, container, entry)
      : { from: entry.value.start, to: entry.value.end, insert: writeLiteral(value) };
  }
  if (entry.value.type === 'other') return undefined;
  if (entry.value.type !== 'dict') {
    return value === undefined
      ? undefined
      : { from: entry.value.start, to: entry.value.end, insert: writeLiteral(nested(rest, value)) };
  }
  const { entries, start, end } = entry.value;
  return editEntries(
    text,
    { entries, start: start + 1, end: end - 1 },
    next,
    deeper,
    value,
    (name) => `${writeLiteral(name)}: `,
  );
}

const nested = (path: readonly string[], value: Literal): Literal =>
  path.reduceRight<Literal>((inner, key) => ({ [key]: inner }), value);

function append(text: string, container: Container, written: string): TextEdit {
  const last = container.entries.at(-1);
  if (!last) return { from: container.start, to: container.start, insert: written };
  const at = last.value.end;
  return { from: at, to: at, insert: `,${separator(text, container)}${written}` };
}

/** A config with an argument a line goes on so, with the same indent; otherwise on the same line. */
function separator(text: string, container: Container): string {
  const last = container.entries.at(-1);
  const lines = container.entries.filter(({ start }) => /\n[ \t]*$/.test(text.slice(0, start))).length;
  if (!last || lines === 0 || lines * 2 < container.entries.length) return ' ';
  return `\n${/([ \t]*)$/.exec(text.slice(0, container.entries.find(({ start }) => /\n[ \t]*$/.test(text.slice(0, start)))?.start))?.[1] ?? ''}`;
}

function removal(
  text: string,
  container: Container,
  entry: { readonly value: Value; readonly start: number },
): TextEdit {
  const at = container.entries.findIndex(({ start }) => start === entry.start);
  const [before, after] = [container.entries[at - 1], container.entries[at + 1]];
  if (before) return { from: before.value.end, to: entry.value.end, insert: '' };
  return { from: entry.start, to: after ? after.start : skipComma(text, entry.value.end), insert: '' };
}
