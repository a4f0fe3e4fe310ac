import type { GraphNode, ProjectGraph, RelationName } from './graph.ts';
import type { Problem } from './problem.ts';

/** One node after compilation: what `run` executes. Made by domain/compile, immutable. */
export interface CompiledNode {
  readonly graph: GraphNode;
  /** `[package, ...folders, name]`, for selection by path and config inheritance. */
  readonly fqn: readonly string[];
  readonly packageName: string;
  /** Resolved config, dbt's names, defaults applied. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly work: NodeWork;
  /** `pre_hook` and `post_hook`, rendered, in order. */
  readonly hooks?: { readonly pre: readonly HookSql[]; readonly post: readonly HookSql[] };
}

export interface HookSql {
  readonly sql: string;
  /** False runs outside the node's transaction. */
  readonly transaction: boolean;
  /** It asks the database: `sql` is its template, rendered when its turn comes. */
  readonly deferred?: true;
}

/** A hook of `on-run-start` or `on-run-end`. */
export interface RunHook {
  /** `operation.<package>.<package>-on-run-start-0` */
  readonly id: string;
  readonly when: 'start' | 'end';
  readonly path: string;
  readonly line: number;
  readonly sql: string;
  /** It asks the database or the results: `sql` is its template, rendered when it runs. */
  readonly deferred?: true;
  /** Unique ids of the macros that its text called itself. */
  readonly called?: readonly string[];
}

/** What there is to do for a node; `run` switches over it exhaustively. */
export type NodeWork =
  | { readonly type: 'source'; readonly relation: RelationName }
  | {
      readonly type: 'view' | 'table';
      readonly relation: RelationName;
      readonly sql: string;
      readonly rawSql: string;
      readonly indexes: readonly IndexSpec[];
      /** An enforced contract: the query has to give these columns. */
      readonly contract?: ContractSpec;
    }
  | { readonly type: 'ephemeral'; readonly sql: string }
  | {
      readonly type: 'seed';
      readonly relation: RelationName;
      readonly csv: string;
      readonly columnTypes: Readonly<Record<string, string>>;
      readonly delimiter: string;
      /** False leaves the case of column names to PostgreSQL. */
      readonly quoteColumns: boolean;
      readonly indexes: readonly IndexSpec[];
    }
  | {
      readonly type: 'python';
      readonly relation: RelationName;
      readonly source: string;
      readonly inputs: Readonly<Record<string, RelationName>>;
    }
  | {
      readonly type: 'udf';
      readonly relation: RelationName;
      readonly language: 'python' | 'sql';
      readonly source: string;
      readonly entryPoint: string;
      readonly arguments: readonly { readonly name: string; readonly type: string }[];
      readonly returns: string;
      /** `returns` is `table(name type, …)`: the function stands in FROM. */
      readonly returnsTable: boolean;
      readonly volatility: 'immutable' | 'stable' | 'volatile';
      readonly vectorized: boolean;
      readonly fenced: boolean;
    }
  | {
      readonly type: 'train';
      readonly relation: RelationName;
      readonly modelName: string;
      readonly sql: string;
      readonly training: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'predict';
      readonly relation: RelationName;
      readonly modelName: string;
      readonly sql: string;
      readonly prediction: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'test';
      readonly sql: string;
      readonly severity: 'error' | 'warn';
      readonly errorIf: string;
      readonly warnIf: string;
      readonly failCalc: string;
      readonly limit?: number;
      /** Where the failing rows are kept; absent keeps none. */
      readonly store?: { readonly relation: RelationName; readonly as: 'table' | 'view' };
    }
  /** Its text asks the database: what there is to do is known when it is rendered, at its step. */
  | { readonly type: 'deferred'; readonly relation?: RelationName; readonly rawSql: string }
  /** Built by a materialization written in Jinja, the project's or dbt's, which is rendered and run at its step. */
  | {
      readonly type: 'macro';
      readonly relation?: RelationName;
      readonly materialization: string;
      /** A microbatch model: batch after batch. */
      readonly batched?: true;
      /** Absent when the text asks the database. */
      readonly sql?: string;
      readonly rawSql: string;
    }
  /** The test functions of a Python file, with the cells they may run on given frames. */
  | {
      readonly type: 'python_test';
      readonly source: string;
      readonly inputs: Readonly<Record<string, RelationName>>;
      readonly cells: Readonly<Record<string, TestedCell>>;
      readonly severity: 'error' | 'warn';
    }
  /** A model's query, or a Python cell, on given rows; compiled at its step, because it asks for the inputs' columns. */
  | {
      readonly type: 'unit_test';
      /** Absent when it asks a database that is not there. */
      readonly sql?: string;
      /** The tested model's text. */
      readonly rawSql: string;
      /** A Python cell, which runs on the given rows; the query reads what it gives. */
      readonly cell?: TestedCell & { readonly vars: Readonly<Record<string, unknown>> };
    }
  /** An exposure, or a node of the semantic layer; there is nothing to do for it. */
  | { readonly type: 'described'; readonly relation?: undefined }
  /** A node with an error: shown in the graph, never executed; `run` fails it with its problem. */
  | { readonly type: 'invalid'; readonly relation?: RelationName; readonly problem: Problem };

/** A Python script and what it reads. */
export interface Script {
  readonly source: string;
  readonly inputs: Readonly<Record<string, RelationName>>;
}

/** A Python cell as a test runs it: on frames, without its relations. */
export interface TestedCell {
  readonly source: string;
  readonly path: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface ContractSpec {
  /** Names as SQL writes them. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Columns and constraints, as CREATE TABLE has them between its parentheses. */
  readonly definition: string;
  /** Constraints with an index, whose names two tables can't have at once: what they are called until the swap. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
}

export interface IndexSpec {
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly type: string;
}

export interface Compilation {
  readonly projectName: string;
  readonly nodes: ReadonlyMap<string, CompiledNode>;
  readonly problems: readonly Problem[];
  /** Hooks before and after a run, in order. */
  readonly runHooks?: readonly RunHook[];
  /** Nothing is built where a hook before the run failed: the project's flag `skip_nodes_if_on_run_start_fails`. */
  readonly skipsIfStartFails?: boolean;
  /** Compiled text of `analyses/**`, by path: for a preview, never a node. Null for one that asks the database. */
  readonly analyses: ReadonlyMap<string, string | null>;
  /** Python of `analyses/**`, by path: run for its looks, never a node. */
  readonly scripts?: ReadonlyMap<string, Script>;
  /** Definitions of `selectors.yml` by name, rendered. */
  readonly selectors?: ProjectGraph['selectors'];
}
