import type { Problem } from '../../../contracts/problem.ts';
import { configPlace } from '../config/place.ts';
import type { Draft, ResourceType } from '../draft.ts';

/** What a config may be: a word for people, and the test. */
interface Type {
  readonly name: string;
  readonly fits: (value: unknown) => boolean;
}

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === 'string';
const orList =
  (fits: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) ? value.every(fits) : fits(value);

const FLAG: Type = { name: 'true or false', fits: (value) => typeof value === 'boolean' };
const TEXT: Type = { name: 'a text', fits: isText };
const TEXTS: Type = { name: 'a text or a list of texts', fits: orList(isText) };
const MAP: Type = { name: 'a mapping', fits: isRecord };
const WHOLE: Type = { name: 'a whole number', fits: Number.isInteger };
const HOOKS: Type = { name: 'SQL, or a list of it', fits: orList((value) => isText(value) || isRecord(value)) };
const oneOf = (...values: readonly string[]): Type => ({
  name: values.join(', '),
  fits: (value) => typeof value === 'string' && values.includes(value),
});

/** Types of the configs every node has (dbt's NodeConfig). */
const NODE: Readonly<Record<string, Type>> = {
  enabled: FLAG,
  alias: TEXT,
  schema: TEXT,
  database: TEXT,
  tags: TEXTS,
  meta: MAP,
  group: TEXT,
  materialized: TEXT,
  persist_docs: MAP,
  pre_hook: HOOKS,
  post_hook: HOOKS,
  quoting: MAP,
  column_types: MAP,
  full_refresh: FLAG,
  unique_key: TEXTS,
  on_schema_change: TEXT,
  on_configuration_change: oneOf('apply', 'continue', 'fail'),
  grants: MAP,
  docs: MAP,
  contract: MAP,
  incremental_strategy: TEXT,
  access: oneOf('private', 'protected', 'public'),
};
const TEST: Readonly<Record<string, Type>> = {
  severity: { name: 'warn or error', fits: (value) => typeof value === 'string' && /^(?:warn|error)$/i.test(value) },
  where: TEXT,
  limit: WHOLE,
  fail_calc: TEXT,
  warn_if: TEXT,
  error_if: TEXT,
  store_failures: FLAG,
};
const SEED: Readonly<Record<string, Type>> = { delimiter: TEXT, quote_columns: FLAG };

const OWN: Partial<Record<ResourceType, Readonly<Record<string, Type>>>> = {
  test: { ...NODE, ...TEST },
  seed: { ...NODE, ...SEED },
};

/** The draft with a problem for each config of a wrong type; the same object when there is none. */
export function withCheckedConfig(draft: Draft): Draft {
  const problems = configTypeProblems(draft);
  return problems.length === 0 ? draft : { ...draft, problems: [...draft.problems, ...problems] };
}

function configTypeProblems(draft: Draft): Problem[] {
  const types = OWN[draft.resourceType] ?? NODE;
  return Object.entries(draft.config).flatMap(([key, value]) => {
    const type = types[key];
    if (type === undefined || value === null || value === undefined || type.fits(value)) return [];
    const problem: Problem = {
      code: 'config.type',
      severity: 'error',
      message: `The config "${key}" of ${draft.name} is ${shown(value)}; it takes ${type.name}.`,
      ...configPlace(draft, key),
      remedy:
        type === FLAG
          ? `Write ${key}: true or false without quotes; around Jinja, end it with  | as_bool.`
          : 'Correct it.',
      nodeId: draft.id,
    };
    return [problem];
  });
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
