import type { ContractSpec, IndexSpec, NodeWork, TestedCell } from '../../contracts/compilation.ts';
import type { RelationName } from '../../contracts/graph.ts';
import { nearNames } from '../../contracts/near.ts';
import type { Problem } from '../../contracts/problem.ts';
import { flagOf, recordOf, recordsOf, textOf, textsIn } from './config/read.ts';
import type { Draft } from './draft.ts';
import type { MacroRegistry } from './macros/registry.ts';
import { macroMaterialization } from './macros/stands-for.ts';
import { storedName } from './quoting.ts';
import { givesOneNumber } from './rules/count-test.ts';
import { checkQuery } from './sql/check.ts';
import { predictionConfig, trainingConfig } from './training-config.ts';

/** The parts of a node that are settled when its work is put together. */
export interface WorkParts {
  readonly draft: Draft;
  /** Compiled SQL with its CTEs; the source text of Python. Undefined when it asks a database that is not there. */
  readonly sql: string | undefined;
  /** Relations of what a Python cell reads, by the key it uses. */
  readonly inputs: Readonly<Record<string, RelationName>>;
  /** Cells a Python test may run, by name. */
  readonly cells: Readonly<Record<string, TestedCell>>;
  /** Name of the trained model a prediction uses. */
  readonly modelName: string | undefined;
  readonly macros: MacroRegistry;
  readonly contract: ContractSpec | undefined;
  /** Whether a test that doesn't say keeps its failing rows. */
  readonly storeFailures: boolean;
}

const NATIVE = ['view', 'table', 'ephemeral', 'model', 'prediction'];

/** A node's relation as PostgreSQL names it. */
export const relationNameOf = ({ relation, name }: Draft): RelationName =>
  relation === undefined ? { schema: '', identifier: name } : storedName(relation);

/** What there is to do for a node; a node that can't be done is a problem. */
export function workOf(parts: WorkParts): NodeWork | Problem {
  const { draft, sql } = parts;
  if (isBlank(draft)) return blank(draft);
  const seed = draft.resourceType === 'seed' ? seedWork(draft) : undefined;
  if (seed !== undefined && isProblem(seed)) return seed;
  const materialization = macroMaterialization(draft, parts.macros);
  if (materialization !== undefined) return macroWork(parts, materialization, seed === undefined ? sql : '');
  if (seed !== undefined) return seed;
  if (sql === undefined) return { type: 'deferred', ...relationIfBuilt(parts), rawSql: draft.text };
  return nativeWork({ ...parts, sql });
}

interface Rendered extends WorkParts {
  readonly sql: string;
}

/** A file without a word, which dbt reads and never runs. An ephemeral model is met by whoever reads it. */
const isBlank = ({ resourceType, config, text, path }: Draft): boolean =>
  ['model', 'test'].includes(resourceType) &&
  config.materialized !== 'ephemeral' &&
  /\.(sql|py)$/.test(path) &&
  text.trim() === '';

const blank = (draft: Draft): Problem => ({
  ...problemOf(draft, 'sql.empty', 'This file is empty: nothing is built from it.', 'Write one SELECT, or delete it.'),
  severity: 'warning',
});

function relationIfBuilt(parts: WorkParts): { relation?: RelationName } {
  const { draft } = parts;
  const isBuilt =
    draft.resourceType === 'test' ? keptAs(parts) !== undefined : draft.config.materialized !== 'ephemeral';
  return isBuilt ? { relation: relationNameOf(draft) } : {};
}

/** What a test keeps its failing rows in. */
function keptAs({ draft: { config }, storeFailures }: WorkParts): 'table' | 'view' | undefined {
  const isSilent = config.store_failures === undefined && config.store_failures_as === undefined;
  const as = isSilent && storeFailures ? 'table' : textOf(config, 'store_failures_as');
  return as === 'table' || as === 'view' ? as : undefined;
}

const isMicrobatch = ({ config }: Draft): boolean =>
  config.materialized === 'incremental' && config.incremental_strategy === 'microbatch';

const macroWork = (parts: WorkParts, materialization: string, sql: string | undefined): NodeWork => ({
  type: 'macro',
  ...relationIfBuilt(parts),
  materialization,
  ...(isMicrobatch(parts.draft) && parts.macros.buildsBatches() ? { batched: true } : {}),
  ...(sql === undefined ? {} : { sql }),
  rawSql: parts.draft.text,
});

function nativeWork(parts: Rendered): NodeWork | Problem {
  const { draft } = parts;
  switch (draft.resourceType) {
    case 'source':
      return { type: 'source', relation: relationNameOf(draft) };
    case 'exposure':
    case 'semantic_model':
    case 'metric':
    case 'saved_query':
      return { type: 'described' };
    case 'test':
      return draft.language === 'python' ? pythonTestWork(parts) : testWork(parts);
    case 'function':
      return functionWork(parts);
    default:
      return draft.language === 'python' ? pythonWork(parts) : modelWork(parts);
  }
}

export const isProblem = (value: NodeWork | Problem): value is Problem => 'code' in value;

const problemOf = (draft: Draft, code: string, message: string, remedy?: string): Problem => ({
  code,
  severity: 'error',
  message,
  path: draft.path,
  line: draft.line ?? 1,
  column: 1,
  remedy,
  nodeId: draft.id,
});

function seedWork(draft: Draft): NodeWork | Problem {
  if (draft.text.includes('\0')) {
    return problemOf(
      draft,
      'seed.nul',
      'This file holds NUL characters: it is not CSV in UTF-8.',
      'Save it as CSV in UTF-8.',
    );
  }
  if (draft.text.trim() === '')
    return problemOf(
      draft,
      'seed.empty',
      'This file is empty.',
      'Write at least a line with the names of the columns.',
    );
  const types = Object.entries(recordOf(draft.config.column_types)).map(
    ([key, value]) => [key, String(value)] as const,
  );
  const delimiter = textOf(draft.config, 'delimiter') ?? ',';
  if ([...delimiter].length !== 1 || /["\r\n]/.test(delimiter)) return badDelimiter(draft, delimiter);
  return {
    type: 'seed',
    relation: relationNameOf(draft),
    csv: draft.text,
    columnTypes: Object.fromEntries(types),
    delimiter,
    quoteColumns: flagOf(draft.config, 'quote_columns', true),
    indexes: indexesOf(draft),
  };
}

const badDelimiter = (draft: Draft, delimiter: string): Problem =>
  problemOf(
    draft,
    'config.value',
    `The delimiter of the seed "${draft.name}" is ${JSON.stringify(delimiter)}: it has to be one character.`,
    'Write it in double quotes in YAML, a tab as  delimiter: "\\t".',
  );

const severityOf = ({ config }: Draft): 'error' | 'warn' =>
  (textOf(config, 'severity') ?? 'error').toLowerCase() === 'warn' ? 'warn' : 'error';

const pythonTestWork = ({ draft, inputs, cells }: WorkParts): NodeWork => ({
  type: 'python_test',
  source: draft.text,
  inputs,
  cells,
  severity: severityOf(draft),
});

function testWork(parts: Rendered): NodeWork | Problem {
  const { draft, sql } = parts;
  const checked = checkQuery(sql);
  if (!checked.ok) return sqlProblem(draft, sql, checked.problem);
  const { config } = draft;
  const { limit } = config;
  const counts = draft.genericTest?.isCount === true && givesOneNumber(checked.sql);
  const as = keptAs(parts);
  return {
    type: 'test',
    sql: counts ? `select * from (\n${checked.sql}\n) insitu_count(failures)` : checked.sql,
    severity: severityOf(draft),
    errorIf: textOf(config, 'error_if') ?? '!= 0',
    warnIf: textOf(config, 'warn_if') ?? '!= 0',
    failCalc: counts ? 'coalesce(max(failures), 0)' : (textOf(config, 'fail_calc') ?? 'count(*)'),
    ...(typeof limit === 'number' ? { limit } : {}),
    ...(as === undefined ? {} : { store: { relation: relationNameOf(draft), as } }),
  };
}

function pythonWork({ draft, inputs }: Rendered): NodeWork | Problem {
  const materialized = textOf(draft.config, 'materialized') ?? 'table';
  if (materialized !== 'table') {
    return problemOf(
      draft,
      'config.materialized',
      `A Python cell is a table; materialized='${materialized}' is not supported.`,
      "Use materialized='table', or leave it out.",
    );
  }
  return { type: 'python', relation: relationNameOf(draft), source: draft.text, inputs };
}

const VOLATILITY: Readonly<Record<string, 'immutable' | 'stable' | 'volatile'>> = {
  deterministic: 'immutable',
  immutable: 'immutable',
  stable: 'stable',
  'non-deterministic': 'volatile',
  volatile: 'volatile',
};

function functionWork({ draft, sql }: Rendered): NodeWork | Problem {
  const { config, properties } = draft;
  const returns = textOf(properties, 'returns');
  if (returns === undefined) {
    return problemOf(
      draft,
      'function.returns',
      `The function "${draft.name}" does not say what it returns.`,
      `Add it below "functions:" in a YAML file, with  returns: {data_type: …}.`,
    );
  }
  const returnsTable = /^\s*table\s*\(/i.test(returns);
  const type = textOf(config, 'type') ?? (returnsTable ? 'table' : 'scalar');
  if (type !== (returnsTable ? 'table' : 'scalar')) return functionTypeProblem(draft, type);
  const volatility = textOf(config, 'volatility') ?? 'volatile';
  const known = VOLATILITY[volatility];
  if (known === undefined) {
    const [near] = nearNames(volatility, Object.keys(VOLATILITY));
    return problemOf(
      draft,
      'config.value',
      `volatility: ${volatility} is not known.`,
      near === undefined ? 'It is deterministic, stable or non-deterministic.' : `Did you mean "${near}"?`,
    );
  }
  return {
    type: 'udf',
    relation: relationNameOf(draft),
    language: draft.language === 'python' ? 'python' : 'sql',
    source: draft.language === 'python' ? draft.text : sql,
    entryPoint: textOf(config, 'entry_point') ?? draft.name,
    arguments: recordsOf(properties.arguments).map((each) => ({ name: String(each.name), type: String(each.type) })),
    returns,
    returnsTable,
    volatility: known,
    vectorized: flagOf(config, 'vectorized', false),
    fenced: flagOf(config, 'fenced', true),
  };
}

/** dbt's `config.type`: scalar, aggregate or table. Rows are declared in `returns`, as in SQL. */
function functionTypeProblem(draft: Draft, type: string): Problem {
  const rows = 'With  type: table  write  returns: {data_type: "table(name type, …)"}';
  const remedy = type === 'table' || type === 'scalar' ? `${rows}, with  type: scalar  the type of the value.` : rows;
  const message =
    type === 'aggregate'
      ? 'Aggregate functions are not supported; write one that takes an array.'
      : `type: ${type} and what the function returns don't agree.`;
  return problemOf(draft, 'function.type', message, remedy);
}

function modelWork(parts: Rendered): NodeWork | Problem {
  const { draft } = parts;
  const materialized = textOf(draft.config, 'materialized') ?? 'view';
  if (!NATIVE.includes(materialized)) return unsupported(draft, materialized, parts.macros);
  const checked = checkQuery(parts.sql);
  // Whoever reads it meets the emptiness; by itself it builds nothing.
  if (!checked.ok && checked.problem.code === 'sql.empty' && materialized === 'ephemeral')
    return { type: 'ephemeral', sql: parts.sql };
  if (!checked.ok) return sqlProblem(draft, parts.sql, checked.problem);
  const relation = relationNameOf(draft);
  const { sql } = checked;
  if (materialized === 'ephemeral') return { type: 'ephemeral', sql };
  if (materialized === 'model') {
    return { type: 'train', relation, modelName: modelNameOf(draft), sql, training: trainingConfig(draft.config) };
  }
  if (materialized === 'prediction') {
    return {
      type: 'predict',
      relation,
      modelName: parts.modelName ?? '',
      sql,
      prediction: predictionConfig(draft.config),
    };
  }
  return {
    type: materialized === 'table' ? 'table' : 'view',
    relation,
    sql,
    rawSql: draft.text,
    indexes: indexesOf(draft),
    ...(parts.contract === undefined ? {} : { contract: parts.contract }),
  };
}

/** What a trained model is called in the database. */
export const modelNameOf = (draft: Draft): string => {
  const { schema, identifier } = relationNameOf(draft);
  return `${schema}.${identifier}`;
};

function indexesOf(draft: Draft): IndexSpec[] {
  return recordsOf(draft.config.indexes).map((each) => ({
    columns: textsIn(each, 'columns'),
    unique: flagOf(each, 'unique', false),
    type: textOf(each, 'type') ?? 'btree',
  }));
}

function unsupported(draft: Draft, materialized: string, macros: MacroRegistry): Problem {
  const known = [...new Set([...NATIVE, ...macros.materializations()])];
  const [near] = nearNames(materialized, known);
  return problemOf(
    draft,
    'config.materialized',
    `There is no materialization "${materialized}".`,
    near === undefined
      ? `Use one of ${NATIVE.join(', ')}, or write {% materialization ${materialized}, default %} in macros/.`
      : `Did you mean "${near}"?`,
  );
}

/** A fault of compiled SQL, shown where the same text stands in the file when that can be found. */
function sqlProblem(
  draft: Draft,
  sql: string,
  fault: { code: string; message: string; remedy?: string; at: number },
): Problem {
  const problem = problemOf(draft, fault.code, fault.message, fault.remedy);
  const place = sourcePlace(draft.text, sql, fault.at);
  return place === undefined ? problem : { ...problem, ...place };
}

/** Compiled text from the fault to the end of its line, looked for in the source. */
function sourcePlace(text: string, sql: string, at: number): { line: number; column: number } | undefined {
  const end = sql.indexOf('\n', at);
  const needle = sql.slice(at, Math.min(end === -1 ? sql.length : end, at + 60));
  if (needle === '') return undefined;
  const nth = sql.slice(0, at).split(needle).length - 1;
  let found = -1;
  for (let count = 0; count <= nth; count++) {
    const next = text.indexOf(needle, found + 1);
    if (next === -1) break;
    found = next;
  }
  if (found === -1) return undefined;
  const before = text.slice(0, found).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
