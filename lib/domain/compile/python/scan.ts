import type { Problem } from '../../../contracts/problem.ts';
import { SourceText } from '../../jinja/source.ts';
import { type Config, placeAt, type RefCall, type SourceCall } from '../draft.ts';
import { readLiteral, skipNewlines } from './literal.ts';
import { type PythonToken, tokenizePython } from './tokenizer.ts';

/** What a Python cell says of itself; found in its text, never by running it. */
export interface PythonScan {
  readonly refs: readonly RefCall[];
  readonly sources: readonly SourceCall[];
  /** Cells that a test runs: `dbt.run("cell")`. */
  readonly runs: readonly RefCall[];
  readonly config: Config;
  /** Names of functions at the top level. */
  readonly functions: readonly string[];
  readonly problems: readonly Problem[];
}

interface Scanning {
  readonly source: SourceText;
  readonly tokens: readonly PythonToken[];
  readonly refs: RefCall[];
  readonly sources: SourceCall[];
  readonly runs: RefCall[];
  readonly config: Record<string, unknown>;
  readonly problems: Problem[];
}

/** Reads the calls `dbt.ref`, `dbt.source`, `dbt.config` and (of a test) `dbt.run` of a file, and its functions. */
export function scanPython(text: string, path: string): PythonScan {
  const source = new SourceText(text, path);
  const { tokens, fault } = tokenizePython(text);
  const state: Scanning = { source, tokens, refs: [], sources: [], runs: [], config: {}, problems: [] };
  if (fault !== undefined)
    state.problems.push(problem(state, 'python.syntax', fault.message, fault.at, fault.at + 1, fault.remedy));
  for (let index = 0; index < tokens.length; index++) scanCall(state, index);
  return { ...state, functions: topLevelFunctions(text, tokens) };
}

/** `dbt.ref(` at a token; a longer chain such as `self.dbt.ref` is another thing. */
function scanCall(state: Scanning, index: number): void {
  const { tokens } = state;
  const [dbt, dot, method, open] = tokens.slice(index, index + 4);
  if (dbt?.type !== 'name' || dbt.value !== 'dbt' || tokens[index - 1]?.value === '.') return;
  if (dot?.value !== '.' || method?.type !== 'name' || open?.value !== '(') return;
  if (method.value === 'ref') readRef(state, index + 4, method, state.refs);
  else if (method.value === 'run') readRef(state, index + 4, method, state.runs);
  else if (method.value === 'source') readSource(state, index + 4, method);
  else if (method.value === 'config') readConfig(state, index + 4, method);
}

interface Argument {
  readonly name: string | undefined;
  readonly value: unknown;
}

/** Arguments of a call, all of them literals; undefined after reporting the one that is not. */
function readArguments(state: Scanning, start: number, method: PythonToken): Argument[] | undefined {
  const { tokens } = state;
  const args: Argument[] = [];
  let index = skipNewlines(tokens, start);
  while (tokens[index] !== undefined && tokens[index]?.value !== ')') {
    const token = tokens[index];
    const named = token?.type === 'name' && tokens[index + 1]?.value === '=' ? token.value : undefined;
    const literal = readLiteral(tokens, named === undefined ? index : index + 2);
    const after = literal.ok ? tokens[skipNewlines(tokens, literal.next)]?.value : undefined;
    if (!literal.ok || (after !== ',' && after !== ')')) {
      reportArgument(state, method, tokens[literal.ok ? literal.next : literal.at] ?? token ?? method);
      return undefined;
    }
    args.push({ name: named, value: literal.value });
    index = skipNewlines(tokens, literal.next);
    if (tokens[index]?.value === ',') index = skipNewlines(tokens, index + 1);
  }
  return args;
}

function reportArgument(state: Scanning, method: PythonToken, token: PythonToken): void {
  const message = `dbt.${method.value}() takes literals only: it is read from the text, before anything runs.`;
  const remedy =
    method.value === 'config'
      ? 'Write the value itself, for example dbt.config(materialized="table").'
      : `Write the name itself in quotes, for example dbt.${method.value}(${method.value === 'source' ? '"source", "table"' : '"model"'}).`;
  state.problems.push(problem(state, 'python.literal', message, token.start, token.end, remedy));
}

function problem(state: Scanning, code: string, message: string, start: number, end: number, remedy: string): Problem {
  const { line, column } = state.source.position(start);
  const stop = state.source.position(end);
  return {
    code,
    severity: 'error',
    message,
    path: state.source.path,
    line,
    column,
    endLine: stop.line,
    endColumn: stop.column,
    remedy,
  };
}

function readRef(state: Scanning, start: number, method: PythonToken, found: RefCall[]): void {
  const args = readArguments(state, start, method);
  if (args === undefined) return;
  const names = args.filter((arg) => arg.name === undefined).map((arg) => arg.value);
  const [first, second] = names;
  if (typeof first !== 'string' || names.length > 2 || (second !== undefined && typeof second !== 'string')) {
    reportArgument(state, method, method);
    return;
  }
  const version = args.find((arg) => arg.name === 'v' || arg.name === 'version')?.value;
  const place = placeAt(state.source, method.start, method.value.length);
  const versionText = version === undefined || version === null ? undefined : String(version);
  if (second === undefined) found.push({ packageName: undefined, name: first, version: versionText, place });
  else found.push({ packageName: first, name: second, version: versionText, place });
}

function readSource(state: Scanning, start: number, method: PythonToken): void {
  const args = readArguments(state, start, method);
  if (args === undefined) return;
  const [source, table] = args.map((arg) => arg.value);
  if (args.length !== 2 || typeof source !== 'string' || typeof table !== 'string') {
    reportArgument(state, method, method);
    return;
  }
  state.sources.push({ source, table, place: placeAt(state.source, method.start, method.value.length) });
}

function readConfig(state: Scanning, start: number, method: PythonToken): void {
  const args = readArguments(state, start, method);
  for (const { name, value } of args ?? []) {
    if (name !== undefined) state.config[name] = value;
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) Object.assign(state.config, value);
  }
}

/** Names after `def` that begins a line. */
function topLevelFunctions(text: string, tokens: readonly PythonToken[]): string[] {
  return tokens.flatMap((token, index) => {
    const before = tokens[index - 1];
    if (token.type !== 'name' || before?.type !== 'name' || before.value !== 'def') return [];
    const async = tokens[index - 2]?.value === 'async' ? tokens[index - 2] : before;
    const start = async?.start ?? before.start;
    return start === 0 || text[start - 1] === '\n' ? [token.value] : [];
  });
}
