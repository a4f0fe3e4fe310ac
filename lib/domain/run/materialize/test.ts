import type { NodeWork } from '#lib/contracts/compilation.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import type { Outcome, StepContext } from '../context.ts';
import { sendMain } from '../main-statement.ts';
import { quoteRelation } from '../quote.ts';
import { buildTable } from './table.ts';
import { assertQuery, buildView, placeOf } from './view.ts';

type TestWork = Extract<NodeWork, { type: 'test' }>;

/** dbt's get_test_sql: one row with the failures and the two verdicts. */
export function testStatement({ sql, failCalc, warnIf, errorIf, limit }: Omit<TestWork, 'type'>): string {
  const limited = limit === undefined ? '' : `\nlimit ${limit}`;
  return [
    `select ${failCalc} as failures, ${failCalc} ${warnIf} as should_warn, ${failCalc} ${errorIf} as should_error`,
    `from (\n${sql}${limited}\n) insitu_test`,
  ].join('\n');
}

/** Runs a data test. One that keeps its failing rows is judged by those it kept, as in dbt. */
export async function runTest(context: StepContext, work: TestWork): Promise<Outcome> {
  assertQuery(context, work.sql);
  if (work.store !== undefined) {
    await storeFailures(context, work, work.store);
    const sql = `select * from ${quoteRelation(work.store.relation)}`;
    const { rows } = await sendMain(context, testStatement({ ...work, sql }));
    return testOutcome(context, work, rows[0] ?? []);
  }
  const { rows } = await sendMain(context, testStatement(work), { ...placeOf(context), text: work.sql });
  return testOutcome(context, work, rows[0] ?? []);
}

async function storeFailures(
  context: StepContext,
  work: TestWork,
  { relation, as }: NonNullable<TestWork['store']>,
): Promise<void> {
  const shape = { relation, sql: work.sql, rawSql: work.sql, indexes: [] };
  if (as === 'view') await buildView(context, { type: 'view', ...shape });
  else await buildTable(context, { type: 'table', ...shape }, false);
}

/**
 * The verdict of a test's one row.
 * @param row failures, should_warn, should_error, as PostgreSQL or Python prints them
 */
export function testOutcome(
  context: StepContext,
  rules: Pick<TestWork, 'severity' | 'warnIf' | 'errorIf' | 'failCalc'>,
  row: readonly (string | null)[],
): Outcome {
  const [count, shouldWarn, shouldError] = row;
  const failures = Number(count ?? 0);
  if (!Number.isInteger(failures) || failures < 0) throw notACount(context, rules, count);
  if (rules.severity === 'error' && isTrue(shouldError)) return verdict(context, 'fail', failures, rules.errorIf);
  if (isTrue(shouldWarn)) return verdict(context, 'warn', failures, rules.warnIf);
  return { status: 'pass', failures };
}

/** A project's own get_test_sql may answer with a number, as dbt takes it. */
const isTrue = (text: string | null | undefined): boolean =>
  text === 't' || /^true$/i.test(text ?? '') || (Number(text ?? 0) || 0) !== 0;

function verdict(context: StepContext, status: 'fail' | 'warn', failures: number, condition: string): Outcome {
  const rows = failures === 1 ? '1 row fails' : `${failures} rows fail`;
  const rule = condition.trim() === '!= 0' ? '' : ` (${status === 'fail' ? 'error_if' : 'warn_if'}: ${condition})`;
  return {
    status,
    failures,
    message: `Got ${failures === 1 ? '1 result' : `${failures} results`}, configured to ${status} if ${condition}`,
    problem: {
      code: 'test.failed',
      severity: status === 'fail' ? 'error' : 'warning',
      message: `${rows} this test${rule}.`,
      remedy: 'Look at the failing rows, then mend the data or the model.',
      ...context.place,
    },
  };
}

const notACount = (
  context: StepContext,
  { failCalc }: Pick<TestWork, 'failCalc'>,
  value: string | null | undefined,
): ProblemError =>
  new ProblemError({
    code: 'test.fail_calc',
    message: `fail_calc “${failCalc}” gave ${value ?? 'NULL'}, not a number of rows.`,
    remedy: 'Let fail_calc count: a whole number, 0 or more.',
    ...context.place,
  });
