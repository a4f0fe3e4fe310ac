import type { RelationName } from '../../contracts/graph.ts';
import { ProblemError } from '../../contracts/problem.ts';
import { PyDict } from '../jinja/values/collections.ts';
import { tryIterate } from '../jinja/values/sequence.ts';
import { toText } from '../jinja/values/text.ts';
import type { Value } from '../jinja/values/value.ts';
import type { NodeContext } from './context/node-context.ts';
import { AdapterResponse } from './context/results.ts';
import type { Draft } from './draft.ts';
import { Relation } from './relation.ts';

/** What a materialization macro told when it was done. */
export interface Materialized {
  readonly relations: readonly RelationName[];
  /** Rows the statement `main` affected. */
  readonly rows: number | undefined;
  /** Its tag. */
  readonly tag: string | undefined;
  /** First row of the statement `main`, as text: a test's verdict. */
  readonly first: readonly string[] | undefined;
}

/** What a materialization returned and its statement `main` gave. @throws ProblemError */
export function materialized(returned: Value, draft: Draft, name: string, context: NodeContext): Materialized {
  const relations = returned instanceof PyDict ? returned.get('relations') : undefined;
  const list = relations === undefined ? undefined : tryIterate(relations);
  if (list === undefined) throw noRelations(draft, name);
  const main = context.results.peek('main');
  const response = main?.get('response');
  const rows = response instanceof AdapterResponse ? response.attribute('rows_affected') : undefined;
  const data = main?.get('data');
  const [row] = Array.isArray(data) ? data : [];
  return {
    relations: [...list].flatMap(relationName),
    rows: typeof rows === 'number' && rows >= 0 ? rows : undefined,
    tag: response instanceof AdapterResponse ? response.message : undefined,
    first: row === undefined ? undefined : [...(tryIterate(row) ?? [])].map(toText),
  };
}

const relationName = (value: Value): RelationName[] =>
  value instanceof Relation && value.parts.identifier !== null
    ? [{ schema: value.parts.schema ?? '', identifier: value.parts.identifier }]
    : [];

export const noRelations = (draft: Draft, name: string): ProblemError =>
  new ProblemError({
    code: 'materialization.relations',
    message: `The materialization "${name}" did not return the relations it made.`,
    remedy: "End it with {{ return({'relations': [target_relation]}) }}.",
    path: draft.path,
    nodeId: draft.id,
  });
