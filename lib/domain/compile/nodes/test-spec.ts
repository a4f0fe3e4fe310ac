import type { Problem } from '../../../contracts/problem.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import {
  asMap,
  child,
  listOf,
  type PropertyEntry,
  scalarText,
  textsOf,
  toPlain,
  type Yaml,
  type YamlMap,
} from '../../project/index.ts';
import { problemAt } from '../../project/property-entry.ts';
import type { Config } from '../draft.ts';
import { pythonValue, renderYaml, type YamlRendering } from '../yaml-render.ts';

/** A generic test as written below a node or column. */
export interface TestSpec {
  /** `unique`, or `dbt_utils.expression_is_true`. */
  readonly name: string;
  /** What is given to it, whether beside its name or below `arguments:`, which is where dbt reads configs too. */
  readonly args: YamlMap;
  readonly column: string | undefined;
  /** Tags of the column it stands below. */
  readonly tags: readonly string[];
  readonly at: number;
}

/** Arguments that are configs wherever they stand, in the order in which dbt writes them. */
export const CONFIG_ARGS: readonly string[] = [
  'severity',
  'tags',
  'enabled',
  'where',
  'limit',
  'warn_if',
  'error_if',
  'fail_calc',
  'store_failures',
  'store_failures_as',
  'meta',
  'database',
  'schema',
  'alias',
];
const RESERVED = new Set([...CONFIG_ARGS, 'config', 'description', 'name']);

/** Arguments of the macro: all that are no configs. */
export function macroArguments(spec: TestSpec, model: string): PyDict {
  const kwargs = new PyDict();
  for (const { key, value } of spec.args.entries.values()) if (!RESERVED.has(key)) kwargs.set(key, pythonValue(value));
  kwargs.set('model', model);
  return kwargs;
}

/** Configs of a test, beside its arguments or below `config:`. Only texts at the top are rendered, as dbt has it. */
export function testConfig(spec: TestSpec, rendering: YamlRendering): Config {
  const config: Record<string, unknown> = {};
  const take = ({ key, value }: { key: string; value: Yaml }): void => {
    const read = value.type === 'scalar' ? renderYaml(value, rendering) : toPlain(value);
    if (read !== null) config[key] = read;
  };
  for (const entry of spec.args.entries.values()) if (CONFIG_ARGS.includes(entry.key)) take(entry);
  for (const entry of asMap(child(spec.args, 'config')).entries.values()) take(entry);
  return config;
}

/**
 * The tests below a node's or a column's entry; what can't be read is a problem.
 * @param isNested whether `arguments:` holds the arguments, or is itself one: a flag of the project
 */
export function testSpecs(
  yaml: YamlMap,
  column: string | undefined,
  entry: PropertyEntry,
  outerTags: readonly string[],
  isNested: boolean,
): (TestSpec | { readonly problem: Problem })[] {
  const [old, now] = [child(yaml, 'tests'), child(yaml, 'data_tests')];
  const both = [...listOf(now), ...listOf(old)];
  const tags = [...textsOf(child(yaml, 'tags')), ...textsOf(child(child(yaml, 'config'), 'tags'))];
  const all = [...new Set([...outerTags, ...(column === undefined ? [] : tags)])].sort();
  const specs = both.map((test) => readSpec(test, column, all, entry, isNested));
  if (listOf(old).length === 0 || now === undefined) return specs;
  const problem = problemAt(entry, old?.at ?? yaml.at, {
    code: 'test.two_lists',
    message: 'This has "tests" and "data_tests"; dbt takes one of them.',
    remedy: 'Move all into "data_tests".',
  });
  return [{ problem }, ...specs];
}

function readSpec(
  test: Yaml,
  column: string | undefined,
  tags: readonly string[],
  entry: PropertyEntry,
  isNested: boolean,
): TestSpec | { problem: Problem } {
  const { at } = test;
  const argumentsOf = (args: YamlMap): YamlMap => flattened(args, column, isNested);
  if (test.type === 'scalar')
    return { name: scalarText(test) ?? '', args: argumentsOf(asMap(undefined)), column, tags, at };
  if (test.type === 'list') return { problem: shape(entry, at) };
  const explicit = scalarText(child(test, 'test_name'));
  if (explicit !== undefined) {
    const entries = new Map([...test.entries].filter(([key]) => key !== 'test_name'));
    return checked({ name: explicit, args: argumentsOf({ type: 'map', entries, at }), column, tags, at }, entry);
  }
  const [first, second] = [...test.entries.values()];
  if (first === undefined) return { problem: shape(entry, at) };
  if (second !== undefined) {
    const problem = shape(entry, second.keyAt);
    const message = `"${second.key}" stands beside the test "${first.key}".`;
    return { problem: { ...problem, message, remedy: `Indent "${second.key}" below "${first.key}:".` } };
  }
  if (first.value.type === 'list') return { problem: shape(entry, first.keyAt) };
  return checked({ name: first.key, args: argumentsOf(asMap(first.value)), column, tags, at: first.keyAt }, entry);
}

/** What stands beside `arguments:`, then the column, then what stands below: of two of one name the later counts, in the place of the former. */
function flattened(args: YamlMap, column: string | undefined, isNested: boolean): YamlMap {
  const given = isNested ? child(args, 'arguments') : undefined;
  if (given === undefined && column === undefined) return args;
  const beside = [...args.entries].filter(([key]) => !isNested || key !== 'arguments');
  const own = column === undefined ? [] : [columnEntry(column, args.at)];
  return { ...args, entries: new Map([...beside, ...own, ...asMap(given).entries]) };
}

const columnEntry = (column: string, at: number) =>
  [
    'column_name',
    { key: 'column_name', keyAt: at, value: { type: 'scalar', value: column, source: column, at } },
  ] as const;

function checked(spec: TestSpec, entry: PropertyEntry): TestSpec | { problem: Problem } {
  const config = child(spec.args, 'config');
  const model = spec.args.entries.get('model');
  if (model !== undefined) {
    return {
      problem: problemAt(entry, model.keyAt, {
        code: 'test.model_argument',
        message: `The test "${spec.name}" is given "model": what it judges is what it stands below.`,
        remedy: 'Remove this argument.',
      }),
    };
  }
  const twice = CONFIG_ARGS.find(
    (key) => child(config, key) !== undefined && scalarText(child(spec.args, key)) !== undefined,
  );
  if (twice === undefined) return spec;
  return {
    problem: problemAt(entry, child(spec.args, twice)?.at ?? spec.at, {
      code: 'test.config_twice',
      message: `The test "${spec.name}" has "${twice}" beside "config" and inside of it.`,
      remedy: 'Keep the one below "config:".',
    }),
  };
}

const shape = (entry: PropertyEntry, at: number): Problem =>
  problemAt(entry, at, {
    code: 'test.shape',
    message: 'A test is a name, or a name with arguments below it.',
    remedy: 'Write  - unique  or  - accepted_values: {arguments: {values: […]}}.',
  });
