import type { NodeWork } from '../../../contracts/compilation.ts';
import { nearNames } from '../../../contracts/near.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { flagOf, recordsOf, textOf } from '../config/read.ts';
import type { Draft } from '../draft.ts';
import { problemOf, type Rendered, relationNameOf } from './parts.ts';

const VOLATILITY: Readonly<Record<string, 'immutable' | 'stable' | 'volatile'>> = {
  deterministic: 'immutable',
  immutable: 'immutable',
  stable: 'stable',
  'non-deterministic': 'volatile',
  volatile: 'volatile',
};

/** Makes a function of SQL or Python. */
export function functionWork({ draft, sql }: Rendered): NodeWork | Problem {
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
