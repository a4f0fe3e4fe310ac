import { type Alias, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { Problem } from '../../contracts/problem.ts';
import { TextLines } from './text-lines.ts';
import { readBlockYaml } from './yaml-block.ts';
import { joinFlowLines } from './yaml-flow.ts';
import { isTime, plainValue, taggedValue } from './yaml-scalar.ts';
import { EMPTY_MAP, type Yaml, type YamlEntry, type YamlScalar } from './yaml-tree.ts';

/** A parsed YAML file. With a problem, `root` holds nothing. */
export interface YamlFile {
  readonly text: string;
  readonly root: Yaml;
  readonly problems: readonly Problem[];
  readonly position: (offset: number) => { line: number; column: number };
}

/** Values after aliases are followed; more than this is a bomb, not a project. */
const MAX_VALUES = 500_000;

/**
 * Parses YAML as dbt (PyYAML) reads it: YAML 1.1's scalars, merge keys, one document. Of a key that
 * stands twice the last holds, and a warning says so.
 * @param text the file's text
 * @param path the file, for problems
 */
export function parseYaml(text: string, path: string): YamlFile {
  // dbt strips files: a block scalar that ends one has no line end.
  const root = readBlockYaml(text.trimEnd());
  return root === undefined ? parseWholeYaml(text, path) : { text, root, problems: [], position: positionIn(text) };
}

/** Line and column of offsets; most files are never asked. */
function positionIn(text: string): YamlFile['position'] {
  let lines: TextLines | undefined;
  return (offset) => {
    lines ??= new TextLines(text);
    return lines.position(offset);
  };
}

/** The same with everything YAML has. */
export function parseWholeYaml(written: string, path: string): YamlFile {
  const text = written.trimEnd();
  const lines = new LineCounter();
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const parse = (source: string, lineCounter?: LineCounter) =>
    parseDocument(source, {
      ...(lineCounter === undefined ? {} : { lineCounter }),
      // Scalars are told apart below, as PyYAML does; here each is its text.
      schema: 'failsafe',
      uniqueKeys: true,
      keepSourceTokens: false,
      prettyErrors: false,
      logLevel: 'error',
    });
  const first = parse(text, lines);
  const document = first.errors.some(({ code }) => code === 'BAD_INDENT') ? parse(joinFlowLines(text)) : first;
  const unknownTags = document.warnings.filter(
    ({ code, message }) => code === 'TAG_RESOLVE_FAILED' && !KNOWN_TAG.test(message),
  );
  const problems = [...document.errors, ...unknownTags].map((error) =>
    yamlProblem(error.code, error.message, path, position(error.pos[0]), text),
  );
  if (problems.some(({ severity }) => severity === 'error')) return { text, root: EMPTY_MAP, problems, position };
  const budget = { left: MAX_VALUES };
  try {
    const root =
      document.contents === null
        ? EMPTY_MAP
        : convert(document.contents, { resolve: (alias) => alias.resolve(document), budget, end: text.length });
    return { text, root, problems, position };
  } catch (error) {
    if (error instanceof Unreadable) {
      const problem = yamlProblem(error.code, error.message, path, position(error.at), text);
      return { text, root: EMPTY_MAP, problems: [problem], position };
    }
    if (!(error instanceof TooLarge)) throw error;
    const message = 'This YAML file is too large once its aliases are followed.';
    return {
      text,
      root: EMPTY_MAP,
      problems: [{ ...yamlProblem('BOMB', message, path, { line: 1, column: 1 }, text) }],
      position,
    };
  }
}

/** Tags of scalars and collections that PyYAML's safe loader has; this schema names each it does not know. */
const KNOWN_TAG = /tag:yaml\.org,2002:(?:str|timestamp|binary|null|bool|int|float|map|seq|set|omap|pairs)\b/;

class TooLarge extends Error {}

/** What parses and still means nothing: an alias without its anchor, a mapping as a key. */
class Unreadable extends Error {
  readonly code: string;
  readonly at: number;
  constructor(code: string, message: string, at: number) {
    super(message);
    this.code = code;
    this.at = at;
  }
}

interface Conversion {
  readonly resolve: (alias: Alias) => Node | undefined;
  readonly budget: { left: number };
  /** Length of the text, which ends without a line end. */
  readonly end: number;
}

const offsetOf = (node: Node | null): number => node?.range?.[0] ?? 0;

function convert(node: Node | null, conversion: Conversion): Yaml {
  if (--conversion.budget.left < 0) throw new TooLarge();
  const at = offsetOf(node);
  if (isAlias(node)) {
    const target = conversion.resolve(node);
    if (target === undefined)
      throw new Unreadable('ALIAS', `There is no anchor &${node.source} before this alias.`, at);
    return convert(target, conversion);
  }
  if (isMap<Node, Node | null>(node)) return { type: 'map', at, entries: convertEntries(node.items, conversion) };
  if (isSeq<Node>(node)) return { type: 'list', at, items: node.items.map((item) => convert(item, conversion)) };
  return convertScalar(node, at, conversion.end);
}

function convertScalar(node: Node | null, at: number, end: number): YamlScalar {
  if (!isScalar(node)) return { type: 'scalar', value: null, source: '', at };
  const text = node.source ?? String(node.value ?? '');
  // The parser ends the last line of a block scalar; PyYAML does not where the file does not.
  const isLast = node.type?.startsWith('BLOCK') === true && (node.range?.[1] ?? 0) >= end;
  const source = isLast ? text.replace(/\n$/, '') : text;
  const isPlain = node.type === undefined || node.type === 'PLAIN';
  const tagged = node.tag === undefined ? undefined : taggedValue(node.tag, source);
  if (tagged !== undefined) return { type: 'scalar', value: tagged, source, at };
  if (!isPlain) return { type: 'scalar', value: source, source, at };
  return { type: 'scalar', value: plainValue(source), source, at, ...(isTime(source) ? { isTime: true } : {}) };
}

function convertEntries(
  items: readonly Pair<Node, Node | null>[],
  conversion: Conversion,
): ReadonlyMap<string, YamlEntry> {
  const entries = new Map<string, YamlEntry>();
  for (const pair of items) {
    const key = keyOf(pair.key);
    if (key === '<<') mergeInto(entries, convert(pair.value, conversion));
    else entries.set(key, { key, keyAt: offsetOf(pair.key), value: convert(pair.value, conversion) });
  }
  return entries;
}

/** A key as text: `null`, `true` and numbers as they are written. */
function keyOf(key: Node): string {
  if (isScalar(key)) return key.source ?? String(key.value ?? 'null');
  throw new Unreadable('KEY', 'a key is a text, not a list or a mapping.', offsetOf(key));
}

/** `<<: *base`: keys of the map itself win. */
function mergeInto(entries: Map<string, YamlEntry>, value: Yaml): void {
  const maps: readonly Yaml[] = value.type === 'list' ? value.items : [value];
  for (const map of maps) {
    if (map.type === 'map')
      for (const entry of map.entries.values()) if (!entries.has(entry.key)) entries.set(entry.key, entry);
  }
}

function yamlProblem(
  code: string,
  message: string,
  path: string,
  position: { line: number; column: number },
  text: string,
): Problem {
  const line = text.split('\n', position.line)[position.line - 1] ?? '';
  const shared = {
    severity: 'error' as const,
    path,
    ...position,
    endLine: position.line,
    endColumn: Math.max(line.length + 1, position.column + 1),
  };
  if (code === 'DUPLICATE_KEY') {
    const key = line.trim().replace(/:.*$/, '');
    return {
      ...shared,
      severity: 'warning',
      code: 'yaml.duplicate_key',
      message: `The key "${key}" stands twice in this mapping; the last one holds.`,
      remedy: 'Keep one of the two.',
    };
  }
  if (code === 'TAB_AS_INDENT' || /^\s*\t/.test(line)) {
    return {
      ...shared,
      code: 'yaml.tab',
      message: 'YAML is indented with spaces; this line begins with a tab.',
      remedy: 'Replace the tab with spaces.',
    };
  }
  if (code === 'MULTIPLE_DOCS') {
    return {
      ...shared,
      code: 'yaml.documents',
      message: 'This file holds more than one YAML document.',
      remedy: 'Remove the line "---", or make a file of each.',
    };
  }
  if (code === 'TAG_RESOLVE_FAILED') {
    return {
      ...shared,
      code: 'yaml.tag',
      message: 'This YAML tag (a word after "!") makes no value here.',
      remedy: 'Write the value without the tag.',
    };
  }
  if (code === 'BOMB') return { ...shared, code: 'yaml.too_large', message, remedy: 'Remove the nested aliases.' };
  return { ...shared, code: 'yaml.syntax', message: `This YAML can't be read: ${message}`, remedy: remedyFor(line) };
}

function remedyFor(line: string): string {
  if (/:\s*[{%]/.test(line) && line.includes('{{')) return 'Put quotes around the whole value: "{{ … }}".';
  return 'Look at the indentation and the quotes of this line and the one before it.';
}
