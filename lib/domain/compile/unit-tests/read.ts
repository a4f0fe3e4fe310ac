import { didYouMean } from '../../../contracts/near.ts';
import { type Problem, ProblemError } from '../../../contracts/problem.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import type { Value } from '../../jinja/values/value.ts';
import {
  asMap,
  child,
  listOf,
  type PropertyEntry,
  type ResourceFile,
  scalarText,
  type Yaml,
} from '../../project/index.ts';
import { problemAt } from '../../project/property-entry.ts';
import type { RefCall, SourceCall } from '../draft.ts';
import { writtenCall } from '../nodes/written-call.ts';
import { pythonValue, renderText, type YamlRendering } from '../yaml-render.ts';
import type { Fixture, Given, Overrides, UnitTest, VersionChoice } from './definition.ts';
import { readFixture } from './fixtures.ts';

/** What a unit test is read from besides its entry. */
export interface UnitTestSources {
  readonly rendering: YamlRendering;
  /** Files of `tests/fixtures`. */
  readonly files: readonly ResourceFile[];
  /** The rows of a seed. */
  readonly seedText: (call: RefCall) => string | undefined;
}

/** A unit test as its entry says it; what can't be read is a problem, and left out. */
export function readUnitTest(
  entry: PropertyEntry,
  sources: UnitTestSources,
): { readonly unitTest: UnitTest; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(error.problem);
      return undefined;
    }
  };
  const given = listOf(child(entry.yaml, 'given')).flatMap(
    (yaml) => attempt(() => readGiven(yaml, entry, sources)) ?? [],
  );
  const check = (yaml: Yaml | undefined, known: readonly string[]): void => {
    problems.push(...unknownKeys(yaml, known, entry));
  };
  check(entry.yaml, ['name', 'model', 'description', 'given', 'expect', 'overrides', 'config', 'versions']);
  for (const each of listOf(child(entry.yaml, 'given'))) check(each, ['input', ...FIXTURE_KEYS]);
  check(child(entry.yaml, 'expect'), FIXTURE_KEYS);
  check(child(entry.yaml, 'overrides'), ['macros', 'vars', 'env_vars']);
  check(child(entry.yaml, 'versions'), ['include', 'exclude']);
  for (const key of ['model', 'given', 'expect']) {
    if (child(entry.yaml, key) === undefined) problems.push(missingKey(entry, key));
  }
  const expected = child(entry.yaml, 'expect');
  const { rendering, files } = sources;
  const expect =
    expected === undefined ? undefined : attempt(() => readFixture(asMap(expected), { rendering, files, entry }));
  const unitTest: UnitTest = {
    model: scalarText(child(entry.yaml, 'model')) ?? '',
    given,
    expect: expect ?? nothing(entry),
    overrides: overridesOf(child(entry.yaml, 'overrides'), rendering),
    versions: attempt(() => versionsOf(child(entry.yaml, 'versions'), entry)),
  };
  return { unitTest, problems };
}

const nothing = ({ line, column }: PropertyEntry): Fixture => ({
  format: 'dict',
  rows: [],
  file: undefined,
  place: { line, column },
});

function readGiven(yaml: Yaml, entry: PropertyEntry, sources: UnitTestSources): Given {
  const written = child(yaml, 'input');
  const input = scalarText(written) ?? '';
  const place = { path: entry.path, ...entry.file.position((written ?? yaml).at) };
  const call = input.trim() === 'this' ? 'this' : writtenCall(input, place);
  if (call === undefined) {
    throw new ProblemError(
      problemAt(entry, (written ?? yaml).at, {
        code: 'unit_test.input',
        message: `"${input}" is no input of a unit test.`,
        remedy: "Write  input: ref('model'),  input: source('name', 'table')  or  input: this.",
      }),
    );
  }
  const seedText = isRef(call) ? () => sources.seedText(call) : undefined;
  return { ...readFixture(asMap(yaml), { ...sources, entry, seedText }), input, call };
}

const isRef = (call: RefCall | SourceCall | 'this'): call is RefCall => call !== 'this' && !('table' in call);

function overridesOf(yaml: Yaml | undefined, rendering: YamlRendering): Overrides | undefined {
  if (yaml?.type !== 'map') return undefined;
  const text = (value: string, at: number): Value => fromJs(renderText(value, at, rendering));
  const dict = (key: string): PyDict => {
    const value = pythonValue(asMap(child(yaml, key)), text);
    return value instanceof PyDict ? value : new PyDict();
  };
  return { macros: dict('macros'), vars: dict('vars'), envVars: dict('env_vars') };
}

function versionsOf(yaml: Yaml | undefined, entry: PropertyEntry): VersionChoice | undefined {
  if (yaml?.type !== 'map') return undefined;
  const list = (key: string): readonly Value[] | null => {
    const written = child(yaml, key);
    return written === undefined ? null : listOf(written).map((item) => pythonValue(item));
  };
  const choice = { include: list('include'), exclude: list('exclude') };
  if (choice.include === null || choice.exclude === null) return choice;
  throw new ProblemError(
    problemAt(entry, yaml.at, {
      code: 'unit_test.versions',
      message: 'A unit test has versions to include or to exclude, not both.',
      remedy: 'Keep one of the two.',
    }),
  );
}

const REMEDIES: Readonly<Record<string, string>> = {
  model: 'Name the model it tests.',
  given: 'Add  given: []  where the model reads nothing.',
  expect: 'Add  expect: {rows: […]}.',
};

const FIXTURE_KEYS = ['rows', 'format', 'fixture'];

function unknownKeys(yaml: Yaml | undefined, known: readonly string[], entry: PropertyEntry): Problem[] {
  return [...asMap(yaml).entries.values()]
    .filter(({ key }) => !known.includes(key))
    .map(({ key, keyAt }) =>
      problemAt(entry, keyAt, {
        code: 'unit_test.key',
        message: `"${key}" is nothing a unit test has here.`,
        remedy: didYouMean(key, known) ?? `It can have ${known.join(', ')}.`,
      }),
    );
}

const missingKey = (entry: PropertyEntry, key: string): Problem =>
  problemAt(entry, child(entry.yaml, 'name')?.at ?? entry.yaml.at, {
    code: 'unit_test.shape',
    message: `The unit test "${entry.name}" has no "${key}".`,
    remedy: REMEDIES[key],
  });
