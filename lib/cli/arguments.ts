import { parseArgs } from 'node:util';
import { parse as parseYaml } from 'yaml';
import { UsageError } from './usage-error.ts';

/** The command line as values; every command takes all of them and uses what it needs. */
export interface Arguments {
  readonly command: string;
  /** Words after the command: a model's name for `predict`. */
  readonly words: readonly string[];
  readonly projectDir: string;
  readonly databaseUrl: string | undefined;
  readonly schema: string | undefined;
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  readonly vars: Readonly<Record<string, unknown>>;
  readonly target: string;
  readonly threads: number;
  readonly fullRefresh: boolean;
  readonly failFast: boolean;
  readonly json: boolean;
  readonly help: boolean;
  readonly limit: number;
  readonly inline: string | undefined;
  readonly row: string | undefined;
  readonly version: number | undefined;
  readonly python: string | undefined;
}

const options = {
  'project-dir': { type: 'string', default: '.' },
  'database-url': { type: 'string' },
  schema: { type: 'string' },
  select: { type: 'string', short: 's', multiple: true },
  models: { type: 'string', short: 'm', multiple: true },
  exclude: { type: 'string', multiple: true },
  vars: { type: 'string', default: '{}' },
  target: { type: 'string', short: 't', default: 'dev' },
  threads: { type: 'string', default: '4' },
  'full-refresh': { type: 'boolean', short: 'f', default: false },
  'fail-fast': { type: 'boolean', short: 'x', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  limit: { type: 'string', default: '20' },
  inline: { type: 'string' },
  row: { type: 'string' },
  version: { type: 'string' },
  python: { type: 'string' },
} as const;

/** Reads the words after `insitu`. Throws UsageError. */
export function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(joinLists(argv));
  const [command = values.help ? 'help' : '', ...words] = positionals;
  return {
    command,
    words,
    projectDir: values['project-dir'],
    databaseUrl: values['database-url'],
    schema: values.schema,
    select: selection([...(values.select ?? []), ...(values.models ?? [])]),
    exclude: selection(values.exclude ?? []),
    vars: readVars(values.vars),
    target: values.target,
    threads: whole('threads', values.threads, 1, 64),
    fullRefresh: values['full-refresh'],
    failFast: values['fail-fast'],
    json: values.json,
    help: values.help,
    limit: whole('limit', values.limit, 1, 500),
    inline: values.inline,
    row: values.row,
    version: values.version === undefined ? undefined : whole('version', values.version, 1, 1_000_000),
    python: values.python,
  };
}

function parse(argv: string[]) {
  try {
    return parseArgs({ args: argv, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. To specify')[0] ?? '') : String(error));
  }
}

/** dbt lets `--select a b c` name several; parseArgs takes one word an option. */
function joinLists(argv: readonly string[]): string[] {
  const words: string[] = [];
  let list: string | undefined;
  for (const [index, word] of argv.entries()) {
    if (word.startsWith('-'))
      list = ['--select', '-s', '--models', '-m', '--exclude'].includes(word) ? word : undefined;
    else if (list !== undefined && !argv[index - 1]?.startsWith('-')) words.push(list);
    words.push(word);
  }
  return words;
}

/** `--select "a b" c` is three selections. */
const selection = (items: readonly string[]): string[] => items.flatMap((item) => item.split(/\s+/)).filter(Boolean);

function readVars(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseYaml(text) ?? {};
  } catch (error) {
    throw new UsageError(`--vars is not YAML or JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`--vars must be a mapping, for example --vars '{day: 2024-01-31}'`);
  }
  return { ...value };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not “${text}”.`);
}
