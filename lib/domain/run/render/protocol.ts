import type { MessagePort } from 'node:worker_threads';
import type { CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import type { StateRelation } from '../../compile/clone.ts';
import type { CatalogQuestion, SourceAge, SourceQuestion } from '../../compile/command-macros.ts';
import type { RunSoFar } from '../../compile/context/run-results.ts';
import type { MainAnswer } from '../../compile/hooks.ts';
import type { Batch, CompiledText, CompileOptions, MainStatement, QueryResult } from '../../compile/index.ts';
import type { Materialized } from '../../compile/materialized.ts';
import type { UnitRows } from '../../compile/unit-tests/rows.ts';

/** A project to be rendered in another thread. */
export interface RenderSource {
  readonly files: ProjectFiles;
  readonly options: Omit<CompileOptions, 'database' | 'log' | 'main' | 'describe' | 'seedRows'>;
}

/** What a worker starts with. It waits on `flag` and reads what it waited for from `answers`. */
export interface WorkerStart extends RenderSource {
  readonly flag: SharedArrayBuffer;
  readonly answers: MessagePort;
}

/** What there is to render, and what it gives. */
interface RenderTasks {
  node: { readonly input: { readonly id: string }; readonly output: Rendered };
  hook: {
    readonly input: { readonly id: string; readonly template: string; readonly main?: MainAnswer };
    readonly output: string;
  };
  /** `text` is the node's own where the thread's copy may have less: a long seed's rows. */
  materialize: {
    readonly input: { readonly id: string; readonly batch?: Batch; readonly text?: string };
    readonly output: Materialized;
  };
  unit_test: { readonly input: { readonly id: string; readonly given?: string }; readonly output: UnitRows };
  unit_inputs: { readonly input: { readonly id: string }; readonly output: ReadonlyMap<string, string> };
  run_hook: {
    readonly input: { readonly id: string; readonly done: RunSoFar | undefined };
    readonly output: CompiledText;
  };
  analysis: { readonly input: { readonly path: string }; readonly output: string };
  clone: {
    readonly input: { readonly id: string; readonly from: StateRelation | undefined };
    readonly output: Materialized;
  };
  freshness: { readonly input: { readonly id: string; readonly question: SourceQuestion }; readonly output: SourceAge };
  catalog: {
    readonly input: { readonly question: CatalogQuestion };
    readonly output: readonly Readonly<Record<string, unknown>>[];
  };
  operation: {
    readonly input: { readonly macro: string; readonly args: Readonly<Record<string, unknown>> };
    readonly output: string;
  };
}

interface Rendered {
  readonly work: NodeWork;
  readonly hooks: CompiledNode['hooks'];
}

export type Task = {
  [Name in keyof RenderTasks]: { readonly name: Name } & RenderTasks[Name]['input'];
}[keyof RenderTasks];
export type OutputOf<Given extends Task> = RenderTasks[Given['name']]['output'];

/** What a template asks of the connection that is on the other side. */
export type Request =
  | { readonly type: 'query'; readonly sql: string; readonly begin: boolean }
  | { readonly type: 'commit' };

export type Answer =
  | { readonly ok: true; readonly result: QueryResult | undefined }
  | { readonly ok: false; readonly problem: Problem };

export type FromWorker =
  | { readonly type: 'ask'; readonly request: Request }
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'report'; readonly problem: Problem }
  /** Compiled text of a node, or of an ephemeral model that it reads: errors of statements are placed by it. */
  | { readonly type: 'compiled'; readonly id: string; readonly text: CompiledText }
  /** The statement that builds a node, before it is sent. */
  | { readonly type: 'main'; readonly statement: MainStatement }
  | { readonly type: 'done'; readonly output: unknown }
  | { readonly type: 'failed'; readonly problem: Problem }
  | { readonly type: 'bug'; readonly error: unknown };
