import type { NodeWork } from '../../../contracts/compilation.ts';
import { nearNames } from '../../../contracts/near.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { textOf } from '../config/read.ts';
import type { Draft } from '../draft.ts';
import type { MacroRegistry } from '../macros/registry.ts';
import { checkQuery } from '../sql/check.ts';
import { predictionConfig, trainingConfig } from '../training-config.ts';
import { indexesOf, problemOf, type Rendered, relationNameOf } from './parts.ts';
import { sqlProblem } from './sql-problem.ts';

const NATIVE = ['view', 'table', 'ephemeral', 'model', 'prediction'];

/** Builds, trains or predicts by a query; without a macro of the project. */
export function modelWork(parts: Rendered): NodeWork | Problem {
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
