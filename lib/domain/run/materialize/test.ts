import type { NodeWork } from '#lib/contracts/compilation.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import type { Outcome, StepContext } from '../context.ts';
import { assertQuery, placeOf } from './view.ts';

type TestWork = Extract<NodeWork, { type: 'test' }>;

/** dbt's get_test_sql: one row with the failures and the two verdicts. */
export function testStatement({ sql, failCalc, warnIf, errorIf, limit }: TestWork): string {
  const limited = limit === undefined ? '' : `\nlimit ${limit}`;
  return [
    `select ${failCalc} as failures, ${failCalc} ${warnIf} as should_warn, ${failCalc} ${errorIf} as should_error`,
    `from (\n${sql}${limited}\n) insitu_test`,
  ].join('\n');
}

/** Runs a data test; it stores nothing. */
export async function runTest(context: StepContext, work: TestWork): Promise<Outcome> {
  assertQuery(context, work.sql);
  const { rows } = await context.connection.query(testStatement(work), [], { ...placeOf(context), text: work.sql });
  const [count, shouldWarn, shouldError] = rows[0] ?? [];
  const failures = Number(count ?? 0);
  if (!Number.isInteger(failures) || failures < 0) throw notACount(context, work, count);
  if (work.severity === 'error' && shouldError === 't') return verdict(context, 'fail', failures, work.errorIf);
  if (shouldWarn === 't') return verdict(context, 'warn', failures, work.warnIf);
  return { status: 'pass', failures };
}

function verdict(context: StepContext, status: 'fail' | 'warn', failures: number, condition: string): Outcome {
  const rows = failures === 1 ? '1 row fails' : `${failures} rows fail`;
  const rule = condition.trim() === '!= 0' ? '' : ` (${status === 'fail' ? 'error_if' : 'warn_if'}: ${condition})`;
  return {
    status,
    failures,
    problem: {
      code: 'test.failed',
      severity: status === 'fail' ? 'error' : 'warning',
      message: `${rows} this test${rule}.`,
      remedy: 'Look at the failing rows, then mend the data or the model.',
      ...context.place,
    },
  };
}

const notACount = (context: StepContext, { failCalc }: TestWork, value: string | null | undefined): ProblemError =>
  new ProblemError({
    code: 'test.fail_calc',
    message: `fail_calc “${failCalc}” gave ${value ?? 'NULL'}, not a number of rows.`,
    remedy: 'Let fail_calc count: a whole number, 0 or more.',
    ...context.place,
  });
