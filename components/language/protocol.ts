import type { GraphNode } from '#lib/contracts/graph.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { Target } from '#lib/contracts/project.ts';

/** What a screen tells the language worker. */
export type LanguageRequest =
  | {
      readonly type: 'open';
      readonly files: readonly (readonly [path: string, text: string])[];
      readonly target: Target;
    }
  | { readonly type: 'text'; readonly path: string; readonly text: string }
  | { readonly type: 'remove'; readonly path: string }
  | { readonly type: 'compiled'; readonly request: number; readonly path: string }
  | {
      readonly type: 'lineage';
      readonly request: number;
      readonly path: string;
      /** Columns by `schema.name`, as the database has them. */
      readonly catalog: readonly (readonly [string, readonly string[]])[];
    };

/** A column of a node, or of a relation that is none. */
export interface ColumnPlace {
  readonly nodeId?: string;
  readonly relation: string;
  readonly column: string;
}

export interface ColumnLineage {
  readonly name: string;
  /** It is one column as it stands there. */
  readonly same: boolean;
  readonly from: readonly ColumnPlace[];
  /** Where its value begins: sources, seeds, Python cells. */
  readonly origins: readonly ColumnPlace[];
  readonly readers: readonly ColumnPlace[];
}

/** The columns of the node that a file defines; none where it is no SELECT. */
export interface FileLineage {
  readonly nodeId?: string;
  readonly columns: readonly ColumnLineage[];
}

/** A file as it compiles now. `sql` is absent where the file is not a node or does not compile. */
export interface CompiledFile {
  readonly nodeId?: string;
  readonly sql?: string;
  readonly problems: readonly Problem[];
}

/**
 * What the worker tells the screen. A graph travels as what changed since the last message:
 * copying 5,000 nodes between threads at every keystroke would cost more than compiling one.
 */
export type LanguageReply =
  | {
      readonly type: 'graph';
      readonly projectName: string;
      readonly changed: readonly GraphNode[];
      readonly removed: readonly string[];
      /** Ids in the graph's order. Absent when only content changed. */
      readonly order?: readonly string[];
      readonly problems: readonly Problem[];
    }
  | { readonly type: 'compiled'; readonly request: number; readonly file: CompiledFile }
  | { readonly type: 'lineage'; readonly request: number; readonly lineage: FileLineage };
