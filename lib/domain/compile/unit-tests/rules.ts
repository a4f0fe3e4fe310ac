import type { Problem } from '../../../contracts/problem.ts';
import type { Draft } from '../draft.ts';

/** A unit test of a model that calls is_incremental() says what it gives; when it is true, the rows that are there. */
export function incrementalProblem(test: Draft, tested: Draft): Problem | undefined {
  if (tested.origin?.macros.includes('macro.dbt.is_incremental') !== true) return undefined;
  const { overrides, given = [] } = test.unitTest ?? {};
  const isIncremental = overrides?.macros.get('is_incremental');
  const problem = (message: string, remedy: string): Problem => ({
    code: 'unit_test.incremental',
    severity: 'error',
    message,
    path: test.path,
    line: test.line ?? 1,
    column: 1,
    remedy,
    nodeId: test.id,
  });
  if (typeof isIncremental !== 'boolean') {
    return problem(
      `${tested.name} asks is_incremental(); the unit test "${test.name}" has to say what that is.`,
      'Add  overrides: {macros: {is_incremental: true}}  or false.',
    );
  }
  if (!isIncremental || given.some(({ call }) => call === 'this')) return undefined;
  return problem(
    `The unit test "${test.name}" of an incremental run has to give the rows that are there already.`,
    'Add  - input: this  with its rows.',
  );
}
