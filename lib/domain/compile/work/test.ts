import type { NodeWork } from '../../../contracts/compilation.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { textOf } from '../config/read.ts';
import type { Draft } from '../draft.ts';
import { givesOneNumber } from '../rules/count-test.ts';
import { checkQuery } from '../sql/check.ts';
import { type Rendered, relationNameOf, type WorkParts } from './parts.ts';
import { sqlProblem } from './sql-problem.ts';

/** What a test keeps its failing rows in. */
export function keptAs({ draft: { config }, storeFailures }: WorkParts): 'table' | 'view' | undefined {
  const isSilent = config.store_failures === undefined && config.store_failures_as === undefined;
  const as = isSilent && storeFailures ? 'table' : textOf(config, 'store_failures_as');
  return as === 'table' || as === 'view' ? as : undefined;
}

const severityOf = ({ config }: Draft): 'error' | 'warn' =>
  (textOf(config, 'severity') ?? 'error').toLowerCase() === 'warn' ? 'warn' : 'error';

/** Runs the functions of a file of Python tests. */
export const pythonTestWork = ({ draft, inputs, cells }: WorkParts): NodeWork => ({
  type: 'python_test',
  source: draft.text,
  inputs,
  cells,
  severity: severityOf(draft),
});

/** Asks for the rows that fail. */
export function testWork(parts: Rendered): NodeWork | Problem {
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
