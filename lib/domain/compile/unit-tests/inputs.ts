import { didYouMean } from '../../../contracts/near.ts';
import { ProblemError } from '../../../contracts/problem.ts';
import type { Draft } from '../draft.ts';
import { cteName } from '../ephemeral.ts';
import type { Lookup } from '../lookup.ts';
import { Relation } from '../relation.ts';
import type { Given } from './definition.ts';

/** A given with what it stands in for. */
export interface Input {
  readonly given: Given;
  readonly draft: Draft;
  /** The CTE that holds its rows. */
  readonly cte: string;
}

/** A relation that is a CTE of the unit test's query. */
export const cteRelation = (identifier: string): Relation =>
  new Relation({ database: null, schema: null, identifier, type: 'cte' });

/**
 * What the givens of a unit test stand in for.
 * @throws ProblemError for one that names nothing of the project
 */
export function inputsOf(test: Draft, tested: Draft, lookup: Lookup): Input[] {
  return (test.unitTest?.given ?? []).map((given) => {
    const { call } = given;
    if (call === 'this') return { given, draft: tested, cte: cteOf(tested) };
    const isSource = 'table' in call;
    const draft = isSource ? lookup.source(call, test.packageName) : lookup.ref(call, test.packageName);
    if (draft !== undefined) return { given, draft, cte: cteOf(draft) };
    throw new ProblemError(isSource ? lookup.missingSource(call, test) : lookup.missingRef(call, test));
  });
}

function cteOf(draft: Draft): string {
  const [source, table] = draft.fqn.slice(-2);
  return cteName(draft.resourceType === 'source' ? `${source}__${table}` : (draft.relation?.identifier ?? draft.name));
}

/** The tested model reads what the unit test gives no rows for. */
export function notGiven(test: Draft, tested: Draft, written: string, inputs: readonly Input[]): ProblemError {
  const near = didYouMean(
    written,
    inputs.map(({ given }) => given.input),
  );
  return new ProblemError({
    code: 'unit_test.given',
    message: `${tested.name} reads ${written}, for which the unit test "${test.name}" gives no rows.`,
    path: test.path,
    line: test.line ?? 1,
    column: 1,
    remedy: near ?? `Add  - input: ${written}  with its rows; rows: [] for none.`,
    nodeId: test.id,
  });
}
