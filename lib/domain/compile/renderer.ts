import type { NodeWork } from '../../contracts/compilation.ts';
import { type Problem, ProblemError } from '../../contracts/problem.ts';
import type { ProjectFiles } from '../../contracts/project.ts';
import { JinjaError } from '../jinja/errors.ts';
import { interpret } from '../jinja/render.ts';
import { SourceText } from '../jinja/source.ts';
import { PyDict } from '../jinja/values/collections.ts';
import { fromJs } from '../jinja/values/convert.ts';
import { toText } from '../jinja/values/text.ts';
import { NO_ARGUMENTS, PyFunction, type Value } from '../jinja/values/value.ts';
import type { Package } from '../project/index.ts';
import { analysisText, resolvedAnalyses } from './analyses.ts';
import { cloneNames, type StateRelation } from './clone.ts';
import {
  type CallMacro,
  type CatalogQuestion,
  catalogRows,
  type SourceAge,
  type SourceQuestion,
  sourceAge,
} from './command-macros.ts';
import { type CompiledWork, compileNode } from './compile-node.ts';
import { compileContext } from './compile-sql.ts';
import { Table } from './context/agate.ts';
import { anyRef, relationText } from './context/compile-names.ts';
import { describedProject, draftDict } from './context/graph.ts';
import { materializationNames, seedNames } from './context/materialization-names.ts';
import type { NodeContext, OwnNames } from './context/node-context.ts';
import { momentOfBatch } from './context/node-facts.ts';
import { AdapterResponse } from './context/results.ts';
import { type RunSoFar, resultNames } from './context/run-results.ts';
import { promised } from './contract.ts';
import { type Batch, type Draft, passingDraft } from './draft.ts';
import type { CompiledText, Cte } from './ephemeral.ts';
import { type MainAnswer, renderHook } from './hooks.ts';
import type { MacroDefinition } from './macros/registry.ts';
import { type Materialized, materialized, noRelations } from './materialized.ts';
import type { CompileOptions, DoneSoFar } from './options.ts';
import { allPackages, type Parse, parseProject } from './parse.ts';
import { jinjaProblem } from './problem.ts';
import type { Resolved } from './resolve.ts';
import { hookProblem, renderRunHook, runHookTexts } from './run-hooks.ts';
import { cellInputs } from './unit-tests/compile.ts';
import { type UnitRows, unitRows } from './unit-tests/rows.ts';
import { unitConfig } from './unit-tests/unit-node.ts';

/** Hears of what is rendered. */
export interface RenderListener {
  /** Warnings of macros. */
  readonly report?: (problem: Problem) => void;
  /** The text of a node, or of an ephemeral model that it reads. */
  readonly compiled?: (id: string, text: CompiledText) => void;
}

/**
 * Renders single nodes of a project with a database to ask: `options.database` answers while the
 * template waits. What is refused throws a ProblemError with its place.
 */
export class Renderer {
  private readonly parse: Parse;
  private readonly packages: ReadonlyMap<string, Package>;
  private readonly onCompiled: (id: string, text: CompiledText) => void;

  constructor(files: ProjectFiles, options: CompileOptions, listener: RenderListener = {}) {
    const { report = () => {}, compiled = () => {} } = listener;
    this.onCompiled = compiled;
    const parse = parseProject(files, options);
    // What was reported while reading was told by the compilation already.
    this.parse = { ...parse, workspace: { ...parse.workspace, packageValues: new Map(), report } };
    this.packages = new Map(allPackages(parse.workspace.project).map((each) => [each.name, each]));
  }

  /** The work of a node, as a compilation has it for one that asks nothing. */
  node(id: string): { readonly work: NodeWork; readonly hooks: CompiledWork['hooks'] } {
    const { work, hooks } = this.compiled(this.resolved(id), new Set());
    if (work.type === 'invalid') throw new ProblemError(work.problem);
    return { work, hooks };
  }

  /** The text of a hook, rendered now. @param main what the statement that built the node answered */
  hook(id: string, template: string, main?: MainAnswer): string {
    const { draft } = this.resolved(id);
    const context = this.context(draft);
    if (main !== undefined) context.results.keepMain(new AdapterResponse(main.message, main.code, main.rows));
    return guarded(draft, () => renderHook(template, draft, context));
  }

  /** The text of an analysis, by its path. */
  analysis(path: string): string {
    const resolved = resolvedAnalyses(this.parse).find(({ draft }) => draft.path === path);
    if (resolved === undefined) throw new Error(`${path} is no analysis of this project`);
    const { workspace, lookup } = this.parse;
    const done = this.ephemerals(resolved, new Set());
    const text = analysisText({ workspace, each: this.owner(resolved.draft), resolved, lookup, done });
    if (text === undefined) throw new Error(`${path} was rendered without a database`);
    if ('message' in text) throw new ProblemError(text);
    this.onCompiled(resolved.draft.id, text);
    return text.code;
  }

  /** Builds a node by the macro of its materialization. */
  materialize(id: string, { batch, text }: { readonly batch?: Batch; readonly text?: string } = {}): Materialized {
    const resolved = this.resolved(id);
    const whole = text === undefined ? resolved.draft : { ...resolved.draft, text };
    const draft = batch === undefined ? whole : batchDraft(whole, batch);
    const { work } = this.compiled({ ...resolved, draft }, new Set());
    if (work.type === 'invalid') throw new ProblemError(work.problem);
    if (work.type !== 'macro') throw new Error(`${id} is not built by a macro`);
    const macro = this.parse.workspace.macros.materialization(work.materialization);
    if (macro === undefined) throw new Error(`there is no materialization ${work.materialization}`);
    const { workspace, lookup } = this.parse;
    const contract = () => promised(workspace, draft, lookup);
    const names = materializationNames(draft, work.sql ?? '', contract, () => this.modelOf(draft));
    const context = this.context(draft, { ...names, ...seedNames(draft, workspace.options) });
    if (batch?.isIncremental) for (const [name, value] of INCREMENTAL) context.change(name, value);
    const returned = guarded(draft, () => call(macro, context, draft.path));
    return materialized(returned, draft, work.materialization, context);
  }

  /**
   * What a unit test's model gives on the given rows, beside what is expected.
   * @param given what a Python cell gave, as a query; absent for a model, which is compiled
   */
  unitTest(id: string, given?: string): UnitRows {
    const resolved = this.resolved(id);
    const { draft } = resolved;
    const { work } = this.compiled(resolved, new Set());
    if (work.type === 'invalid') throw new ProblemError(work.problem);
    const sql = given ?? (work.type === 'unit_test' ? work.sql : undefined);
    const macro = this.parse.workspace.macros.materialization('unit');
    if (sql === undefined || macro === undefined) throw new Error(`${id} is no unit test of a query`);
    const node = { ...draft, config: unitConfig(draft) };
    const nothing = { columns: new PyDict(), constraints: [] };
    const context = this.context(
      node,
      materializationNames(
        node,
        sql,
        () => nothing,
        () => this.modelOf(node),
      ),
    );
    guarded(draft, () => call(macro, context, draft.path));
    const table = context.results.peek('main')?.get('table');
    if (!(table instanceof Table)) throw noRelations(draft, 'unit');
    return unitRows(table, sql);
  }

  /** Queries of the rows a unit test gives a Python cell, by the key the cell reads them with. */
  unitInputs(id: string): ReadonlyMap<string, string> {
    const { draft } = this.resolved(id);
    const { workspace, lookup } = this.parse;
    return guarded(draft, () => cellInputs({ workspace, each: this.owner(draft), draft, lookup }));
  }

  /** The text of a hook of a run, which may look at what the run has done so far; undefined where there is no run. */
  runHook(id: string, done: RunSoFar | undefined): CompiledText {
    const { workspace, lookup } = this.parse;
    const hook = runHookTexts(workspace).find((each) => each.id === id);
    if (hook === undefined) throw new Error(`there is no hook ${id}`);
    try {
      const describe = (so: DoneSoFar) => describedProject(workspace, lookup, so);
      const names = done === undefined ? {} : resultNames(done, workspace.options.target.database, describe);
      return renderRunHook(workspace, lookup, hook, names);
    } catch (error) {
      if (error instanceof JinjaError) throw new ProblemError(hookProblem(error, hook), { cause: error });
      throw error;
    }
  }

  /** Calls a macro of the project: dbt's `run-operation`. */
  operation(name: string, args: Readonly<Record<string, unknown>>): string {
    const macro = this.parse.workspace.macros.called(name);
    if (macro === undefined) throw noSuchMacro(name);
    return toText(this.callMacro(macro, new Map(Object.entries(args).map(([key, value]) => [key, fromJs(value)]))));
  }

  /** Makes of a node what a state has of it, by the macro of the materialization `clone`. */
  clone(id: string, from: StateRelation | undefined): Materialized {
    const { draft } = this.resolved(id);
    const { workspace, lookup } = this.parse;
    const macro = workspace.macros.materialization('clone');
    if (macro === undefined) throw new Error('there is no materialization clone');
    const { sql, names } = cloneNames(from);
    const built = materializationNames(
      draft,
      sql,
      () => promised(workspace, draft, lookup),
      () => this.modelOf(draft),
    );
    const context = this.context(draft, { ...built, ...names });
    const returned = guarded(draft, () => call(macro, context, draft.path));
    return materialized(returned, draft, 'clone', context);
  }

  /** How old a source is, by the macros of `source freshness`. */
  freshness(id: string, question: SourceQuestion): SourceAge {
    const { draft } = this.resolved(id);
    const context = this.context(draft);
    const query = question.query && guarded(draft, () => renderHook(question.query ?? '', draft, context));
    const asked = { ...question, ...(query === undefined ? {} : { query }) };
    return sourceAge(this.parse.workspace.macros, this.callMacro, context.get('this') ?? null, asked);
  }

  /** The catalog by the project's own macros. */
  catalog(question: CatalogQuestion): Readonly<Record<string, unknown>>[] {
    return catalogRows(this.parse.workspace.macros, this.callMacro, question);
  }

  /** A macro that is called for no node. */
  private readonly callMacro: CallMacro = (macro, named) => {
    const packageName = this.parse.workspace.project.root.name;
    const draft = passingDraft('operation', macro.name, { path: macro.path, text: '', packageName });
    const { lookup, workspace } = this.parse;
    const { database, schema } = workspace.options.target;
    const ref = anyRef(draft, lookup, workspace.project.root.config.quoting);
    const names = { ...ref, database: () => database, schema: () => schema };
    return guarded(draft, () => call(macro, this.context(draft, names), macro.path, named));
  };

  /** `model` of a node. */
  private modelOf(draft: Draft): PyDict {
    const { workspace, lookup } = this.parse;
    return draftDict(draft, lookup, workspace, relationText(draft, workspace.project.root.config.quoting));
  }

  private resolved(id: string): Resolved {
    const found = this.parse.nodes.rows.get(id);
    if (found === undefined) throw new Error(`${id} is no node of this project`);
    return found;
  }

  private owner(draft: Draft): Package {
    return this.packages.get(draft.packageName) ?? this.parse.workspace.project.root;
  }

  private context(draft: Draft, more: OwnNames = {}): NodeContext {
    return compileContext(this.parse.workspace, this.owner(draft), draft, this.parse.lookup, more);
  }

  /** A node after the ephemeral models it reads; they too may ask the database. */
  private compiled(resolved: Resolved, above: ReadonlySet<string>): CompiledWork {
    const { workspace, lookup } = this.parse;
    const { draft } = resolved;
    const done = this.ephemerals(resolved, above);
    const compiled = compileNode({ workspace, each: this.owner(draft), resolved, lookup, done });
    const code = codeOf(compiled.work);
    if (code !== undefined) {
      const batch = draft.batch === undefined ? {} : { batch: draft.batch.id };
      this.onCompiled(draft.id, { code, ctes: ctesIn(done), macros: compiled.called ?? [], ...batch });
    }
    return compiled;
  }

  private ephemerals(resolved: Resolved, above: ReadonlySet<string>): ReadonlyMap<string, CompiledWork> {
    const done = new Map<string, CompiledWork>();
    const seen = new Set([...above, resolved.draft.id]);
    for (const id of resolved.dependsOn) {
      const parent = this.parse.nodes.rows.get(id);
      if (parent?.draft.config.materialized !== 'ephemeral' || seen.has(id)) continue;
      done.set(id, this.compiled(parent, seen));
    }
    return done;
  }
}

const codeOf = (work: NodeWork): string | undefined =>
  'sql' in work ? work.sql : 'source' in work ? work.source : undefined;

/** The CTEs of ephemeral models, each once. */
const ctesIn = (done: ReadonlyMap<string, CompiledWork>): readonly Cte[] => [
  ...new Map([...done.values()].flatMap(({ ctes }) => ctes.map((cte) => [cte.id, cte]))).values(),
];

/** A microbatch model for one batch. */
function batchDraft(draft: Draft, batch: Batch): Draft {
  const hooks = { ...(batch.isFirst ? {} : { pre_hook: [] }), ...(batch.isLast ? {} : { post_hook: [] }) };
  // Strategies written for dbt 1.9 read these.
  const times = {
    __dbt_internal_microbatch_event_time_start: momentOfBatch(batch.start),
    __dbt_internal_microbatch_event_time_end: momentOfBatch(batch.end),
  };
  return { ...draft, batch, config: { ...draft.config, ...hooks, ...times } };
}

/** What the materialization, and not the model's text, is told of a batch that adds to a table. */
const INCREMENTAL: readonly (readonly [string, Value])[] = [
  ['is_incremental', new PyFunction('is_incremental', () => true)],
  ['should_full_refresh', new PyFunction('should_full_refresh', () => false)],
];

function guarded<T>(draft: Draft, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof JinjaError)
      throw new ProblemError(jinjaProblem(error, draft.path, draft.id), { cause: error });
    throw error;
  }
}

function call(
  macro: MacroDefinition,
  context: NodeContext,
  path: string,
  named: ReadonlyMap<string, Value> = NO_ARGUMENTS.named,
): Value {
  return interpret(new SourceText('', path), (interpreter) =>
    interpreter.call(context.macros.of(macro), { positional: [], named }),
  );
}

const noSuchMacro = (name: string): ProblemError =>
  new ProblemError({
    code: 'macro.missing',
    message: `There is no macro named "${name}" in this project.`,
    remedy: 'Write it in macros/, or name its package: package.macro.',
  });
