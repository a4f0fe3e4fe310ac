import type { GraphNode } from '#lib/contracts/graph.ts';

/** The first step of a unique id: dbt's resource type. */
export const resourceType = (node: GraphNode): string => node.id.split('.', 1)[0] ?? '';
export const packageName = (node: GraphNode): string => node.id.split('.')[1] ?? '';

/** How nodes differ from those of an earlier manifest. */
export interface StateComparison {
  /**
   * @param aspect `new`, `old`, `modified`, `unmodified`, or `modified.body` and the like
   * @throws ProblemError for an aspect there is none of
   */
  fits(id: string, aspect: string): boolean;
}

/** What methods may ask beyond the node itself. */
export interface Facts {
  /** The project's name: `package:this`. */
  readonly project: string;
  readonly state?: StateComparison | undefined;
  /** Statuses of an earlier run by unique id: `result:error`. */
  readonly results?: ReadonlyMap<string, string> | undefined;
  /** Sources with newer rows than in the earlier state: `source_status:fresher`. */
  readonly fresher?: ReadonlySet<string> | undefined;
}
