import type { NodeWork } from '../../../contracts/compilation.ts';
import type { RelationName } from '../../../contracts/graph.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { textOf } from '../config/read.ts';
import type { Draft } from '../draft.ts';
import { macroMaterialization } from '../macros/stands-for.ts';
import { functionWork } from './function.ts';
import { modelWork } from './model.ts';
import { problemOf, type Rendered, relationNameOf, type WorkParts } from './parts.ts';
import { seedWork } from './seed.ts';
import { keptAs, pythonTestWork, testWork } from './test.ts';

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

/** Whether a node can't be done. */
export const isProblem = (value: NodeWork | Problem): value is Problem => 'code' in value;

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
