import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parse as parseYaml } from 'yaml';
import type { TimeWindow } from '#lib/domain/compile/index.ts';
import { INDIRECT_SELECTIONS, type IndirectSelection } from '#lib/domain/graph/index.ts';
import { eventTimeOf, sampleOf } from './event-time.ts';
import { environmentWords, IGNORED_FLAGS, IGNORED_OPTIONS, LIST_OPTIONS, OPTIONS } from './options.ts';
import { UsageError } from './usage-error.ts';

/** The command line as values; every command takes all of them and uses what it needs. */
export interface Arguments {
  readonly command: string;
  /** Words after the command: a model's name for `predict`, a macro's for `run-operation`. */
  readonly words: readonly string[];
  readonly projectDir: string;
  readonly profilesDir: string | undefined;
  readonly profile: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly schema: string | undefined;
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  readonly selector: string | undefined;
  readonly indirect: IndirectSelection;
  readonly resourceTypes: readonly string[];
  readonly excludeResourceTypes: readonly string[];
  readonly state: string | undefined;
  readonly deferState: string | undefined;
  readonly defer: boolean;
  readonly favorState: boolean;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly target: string | undefined;
  readonly targetPath: string | undefined;
  readonly writeJson: boolean;
  readonly threads: number | undefined;
  readonly fullRefresh: boolean;
  readonly failFast: boolean;
  readonly empty: boolean;
  readonly eventTime: TimeWindow | undefined;
  readonly sample: TimeWindow | undefined;
  readonly storeFailures: boolean;
  readonly warnError: boolean;
  readonly warnErrorOptions: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
  /** Rows that are shown; all of them where it is infinite. */
  readonly limit: number;
  readonly inline: string | undefined;
  /** SQL that is shown as it stands, without Jinja. */
  readonly inlineDirect: string | undefined;
  /** `seed --show`: the first rows of what was loaded. */
  readonly show: boolean;
  readonly output: string | undefined;
  readonly outputKeys: readonly string[];
  /** Arguments of `run-operation`, as YAML. */
  readonly macroArguments: Readonly<Record<string, unknown>>;
  readonly compile: boolean;
  /** `docs generate`: without asking the database. */
  readonly emptyCatalog: boolean;
  readonly row: string | undefined;
  readonly version: number | undefined;
  readonly python: string | undefined;
  readonly drop: boolean;
}

/** Reads the words after `insitu`. Throws UsageError. */
export function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse([...environmentWords(process.env), ...joinLists(argv)]);
  const [command = values.help ? 'help' : '', ...words] = positionals;
  return {
    command,
    words,
    projectDir: values['project-dir'],
    profilesDir: values['profiles-dir'],
    profile: values.profile,
    databaseUrl: values['database-url'],
    schema: values.schema,
    ...selectionOf(values),
    ...stateOf(values),
    vars: mapping('vars', values.vars),
    target: values.target,
    targetPath: values['target-path'],
    writeJson: values['write-json'],
    threads: values.threads === undefined ? undefined : whole('threads', values.threads, 1, 64),
    fullRefresh: values['full-refresh'],
    failFast: values['fail-fast'],
    empty: values.empty,
    eventTime: eventTimeOf(values['event-time-start'], values['event-time-end']),
    sample: sampleOf(values.sample, new Date()),
    storeFailures: values['store-failures'],
    warnError: values['warn-error'],
    warnErrorOptions: values['warn-error-options'],
    json: values.json || values['log-format'] === 'json',
    quiet: values.quiet,
    help: values.help,
    limit: values.limit === '-1' ? Number.POSITIVE_INFINITY : whole('limit', values.limit, 1, 1_000_000),
    inline: values.inline,
    inlineDirect: values['inline-direct'],
    show: values.show,
    output: values.output,
    outputKeys: wordsOf(values['output-keys'] ?? []),
    macroArguments: mapping('args', values.args),
    compile: values.compile,
    emptyCatalog: values['empty-catalog'],
    row: values.row,
    version: values.version === undefined ? undefined : whole('version', values.version, 1, 1_000_000),
    python: values.python,
    drop: values.drop,
  };
}

type Values = ReturnType<typeof parse>['values'];

function selectionOf(values: Values) {
  return {
    select: wordsOf([...(values.select ?? []), ...(values.models ?? []), ...(values.model ?? [])]),
    exclude: wordsOf(values.exclude ?? []),
    selector: values.selector,
    indirect: indirectOf(values['indirect-selection']),
    resourceTypes: wordsOf(values['resource-type'] ?? values['resource-types'] ?? []),
    excludeResourceTypes: wordsOf(values['exclude-resource-type'] ?? values['exclude-resource-types'] ?? []),
  };
}

function stateOf(values: Values) {
  return {
    state: inProject(values, values.state),
    deferState: inProject(values, values['defer-state']),
    defer: values.defer,
    favorState: values['favor-state'],
  };
}

/** dbt finds a state below the project's folder, wherever it was called. */
const inProject = (values: Values, path: string | undefined): string | undefined =>
  path === undefined ? undefined : resolve(values['project-dir'], path);

function parse(argv: string[]) {
  try {
    const args = argv.filter((word) => !IGNORED_FLAGS.has(word.replace(/^--no-/, '--')));
    const parsed = parseArgs({ args, options: OPTIONS, allowPositionals: true, strict: true, allowNegative: true });
    return parsed;
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. To specify')[0] ?? '') : String(error));
  }
}

/** dbt lets `--select a b c` name several; parseArgs takes one word an option. Options that mean nothing here go. */
function joinLists(argv: readonly string[]): string[] {
  const words: string[] = [];
  let list: string | undefined;
  let skips = false;
  for (const [index, word] of argv.entries()) {
    if (skips || IGNORED_OPTIONS.has(word.split('=')[0] ?? '')) {
      skips = !skips && !word.includes('=');
      continue;
    }
    // What begins with a dash is an option to parseArgs, and -1 is none.
    if (words.at(-1) === '--limit' && /^-\d+$/.test(word)) {
      words.push(`${words.pop()}=${word}`);
      continue;
    }
    if (word.startsWith('-')) list = LIST_OPTIONS.has(word) ? word : undefined;
    else if (list !== undefined && !argv[index - 1]?.startsWith('-')) words.push(list);
    words.push(word);
  }
  return words;
}

/** `--select "a b" c` is three selections. */
const wordsOf = (items: readonly string[]): string[] => items.flatMap((item) => item.split(/\s+/)).filter(Boolean);

function indirectOf(text: string): IndirectSelection {
  const found = INDIRECT_SELECTIONS.find((each) => each === text);
  if (found !== undefined) return found;
  throw new UsageError(`--indirect-selection must be one of ${INDIRECT_SELECTIONS.join(', ')}, not “${text}”.`);
}

function mapping(name: string, text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseYaml(text) ?? {};
  } catch (error) {
    throw new UsageError(`--${name} is not YAML or JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`--${name} must be a mapping, for example --${name} '{day: 2024-01-31}'`);
  }
  return { ...value };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not “${text}”.`);
}
