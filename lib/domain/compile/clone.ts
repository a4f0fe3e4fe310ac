import type { OwnNames } from './context/node-context.ts';
import { Relation } from './relation.ts';

/** The relation that a state has of a node. */
export interface StateRelation {
  readonly database: string;
  readonly schema: string;
  readonly identifier: string;
}

/** What the materialization `clone` has instead of a node's own text. */
export function cloneNames(from: StateRelation | undefined): { readonly sql: string; readonly names: OwnNames } {
  const relation = from === undefined ? undefined : new Relation({ ...from });
  return {
    sql: relation === undefined ? '' : `select * from ${relation.text()}`,
    names: { defer_relation: () => relation ?? null },
  };
}
