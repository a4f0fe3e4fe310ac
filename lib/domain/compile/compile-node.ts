import type { HookSql, NodeWork } from '../../contracts/compilation.ts';
import type { RelationName } from '../../contracts/graph.ts';
import { didYouMean } from '../../contracts/near.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { Package } from '../project/index.ts';
import { compileContext, compileSql } from './compile-sql.ts';
import { configPlace } from './config/place.ts';
import type { NodeContext } from './context/node-context.ts';
import { contractFaults, contractSpec, enforcingFaults, isEnforced, promised } from './contract.ts';
import type { Draft } from './draft.ts';
import { type Cte, cteName, injectCtes } from './ephemeral.ts';
import { hookContext, renderHooks } from './hooks.ts';
import { incrementalFaults } from './incremental-config.ts';
import type { Lookup } from './lookup.ts';
import type { Resolved } from './resolve.ts';
import { snapshotFaults } from './snapshot-config.ts';
import { testedCells } from './tested-cells.ts';
import { type ConfigFault, predictionFaults, trainingFaults } from './training-config.ts';
import { compileUnitTest } from './unit-tests/compile.ts';
import { modelNameOf } from './work/model.ts';
import { relationNameOf } from './work/parts.ts';
import { isProblem, workOf } from './work/work.ts';
import type { Workspace } from './workspace.ts';

/** A node compiled: its work, and for an ephemeral model the CTEs it needs itself. */
export interface CompiledWork {
  readonly work: NodeWork;
  /** Nodes that this one depends on beyond its text (the training node of a prediction). */
  readonly alsoDependsOn: readonly string[];
  readonly hooks: { readonly pre: readonly HookSql[]; readonly post: readonly HookSql[] } | undefined;
  /** Ephemeral only: this model as a CTE, after those it reads. */
  readonly ctes: readonly Cte[];
  readonly problems: readonly Problem[];
  /** Unique ids of the macros that its text called itself while `execute` was true. */
  readonly called?: readonly string[];
}

export interface NodeCompiling {
  readonly workspace: Workspace;
  readonly each: Package;
  readonly resolved: Resolved;
  readonly lookup: Lookup;
  /** What is already compiled, by id. */
  readonly done: ReadonlyMap<string, CompiledWork>;
}

export const invalid = (draft: Draft, problems: readonly Problem[]): CompiledWork => {
  const [problem] = problems;
  const isEphemeral = draft.config.materialized === 'ephemeral';
  const relation = draft.relation === undefined || isEphemeral ? undefined : relationNameOf(draft);
  const fallback: Problem = {
    code: 'node.invalid',
    severity: 'error',
    message: `${draft.name} can't be compiled.`,
    path: draft.path,
    nodeId: draft.id,
  };
  return {
    work: { type: 'invalid', relation, problem: problem ?? fallback },
    alsoDependsOn: [],
    hooks: undefined,
    ctes: [],
    problems,
  };
};

/** Compiles one node; what it depends on is compiled already. */
export function compileNode(input: NodeCompiling): CompiledWork {
  const { resolved, lookup } = input;
  const { draft } = resolved;
  const errors = resolved.problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) return invalid(draft, resolved.problems);
  const faults = configFaults(draft);
  if (faults.length > 0) return invalid(draft, faults);
  const model = draft.kind === 'predict' ? trainingNodeOf(draft, lookup) : undefined;
  if (model !== undefined && 'code' in model) return invalid(draft, [model]);
  const made = draft.unitTest === undefined ? renderNode(input, model) : unitTest(input);
  return 'code' in made ? invalid(draft, [{ ...made, rendering: true }]) : made;
}

function renderNode(input: NodeCompiling, model: Draft | undefined): CompiledWork | Problem {
  const { resolved, done, lookup } = input;
  const { draft } = resolved;
  const ctes = inlinedCtes(resolved, done);
  if ('code' in ctes) return ctes;
  const context = lazy(() => compileContext(input.workspace, input.each, draft, lookup));
  const compiled =
    draft.language === 'sql'
      ? compileSql(input.workspace, input.each, draft, context())
      : { ok: true as const, sql: draft.text, called: [] };
  if (!compiled.ok) return compiled.problem;
  const sql = ctes.some((cte) => cte.sql === undefined) ? undefined : compiled.sql;
  const { called } = compiled;
  const hooksOf = lazy(() => hookContext(input.workspace, input.each, draft, lookup));
  const work = assemble(input, sql, ctes, model, hooksOf);
  return 'code' in work || called.length === 0 ? work : { ...work, called };
}

function unitTest({ workspace, each, resolved: { draft, problems }, lookup }: NodeCompiling): CompiledWork | Problem {
  const compiled = compileUnitTest({ workspace, each, draft, lookup });
  if ('code' in compiled) return compiled;
  return { work: compiled, alsoDependsOn: [], hooks: undefined, ctes: [], problems };
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function assemble(
  input: NodeCompiling,
  compiled: string | undefined,
  ctes: readonly Cte[],
  model: Draft | undefined,
  context: () => NodeContext,
): CompiledWork | Problem {
  const { resolved, lookup, workspace } = input;
  const { draft } = resolved;
  const isEphemeral = draft.config.materialized === 'ephemeral';
  const { inputs, problem } = draft.language === 'python' ? pythonInputs(draft, lookup) : { inputs: {} };
  if (problem !== undefined) return problem;
  const { cells, problem: noCell } = testedCells(draft, lookup);
  if (noCell !== undefined) return noCell;
  const contract = isEnforced(draft.config) ? promised(workspace, draft, lookup) : undefined;
  const [fault] = contract === undefined ? [] : contractFaults(draft, contract);
  if (fault !== undefined) return faultProblem(draft, fault);
  const work = workOf({
    draft,
    sql: compiled === undefined ? undefined : injectCtes(compiled, ctes),
    inputs,
    cells,
    modelName: model === undefined ? undefined : modelNameOf(model),
    macros: workspace.macros,
    storeFailures: workspace.options.storeFailures === true,
    contract: contract === undefined ? undefined : contractSpec(draft, contract),
  });
  if (isProblem(work)) return work;
  // A materialization macro renders its hooks itself.
  const hooks = work.type === 'macro' ? { pre: [], post: [] } : renderHooks(draft, context);
  if ('code' in hooks) return hooks;
  const own: Cte[] = isEphemeral
    ? [{ id: draft.id, name: cteName(draft.relation?.identifier ?? draft.name), sql: withoutSemicolon(compiled) }]
    : [];
  return {
    work,
    alsoDependsOn: model === undefined ? [] : [model.id],
    hooks: hooks.pre.length + hooks.post.length === 0 ? undefined : hooks,
    ctes: isEphemeral ? [...ctes, ...own] : [],
    problems: resolved.problems,
  };
}

const withoutSemicolon = (sql: string | undefined): string | undefined => sql?.replace(/;\s*$/, '');

/** CTEs of the ephemeral models a node reads, each once, in the order they need each other. */
export function inlinedCtes(resolved: Resolved, done: ReadonlyMap<string, CompiledWork>): Cte[] | Problem {
  const ctes = new Map<string, Cte>();
  for (const id of resolved.dependsOn) {
    const other = done.get(id);
    const wasEphemeral =
      other !== undefined &&
      (other.ctes.length > 0 || (other.work.type === 'invalid' && other.work.relation === undefined));
    // What is described only is nothing's text, even if it has an error.
    if (!wasEphemeral || !id.startsWith('model.')) continue;
    if (other.work.type === 'invalid') {
      const { draft } = resolved;
      const message = `This reads ${id.split('.').at(-1)}, which is ephemeral and can't be compiled: ${other.work.problem.message}`;
      return {
        code: 'ref.invalid',
        severity: 'error',
        message,
        path: draft.path,
        line: draft.line ?? 1,
        column: 1,
        nodeId: draft.id,
      };
    }
    for (const cte of other.ctes) ctes.set(cte.id, cte);
  }
  return [...ctes.values()];
}

function configFaults(draft: Draft): Problem[] {
  return faultsOf(draft).map((fault) => faultProblem(draft, fault));
}

function faultsOf(draft: Draft): ConfigFault[] {
  const { kind, config } = draft;
  if (kind === 'train') return trainingFaults(config);
  if (kind === 'predict') return predictionFaults(config);
  if (kind === 'snapshot') return snapshotFaults(config);
  return [...enforcingFaults(draft), ...(config.materialized === 'incremental' ? incrementalFaults(config) : [])];
}

/** A fault of a config, shown at the key where it stands in the file. */
const faultProblem = (draft: Draft, { key, code, message, remedy }: ConfigFault): Problem => ({
  code,
  severity: 'error',
  message,
  ...configPlace(draft, key),
  remedy,
  nodeId: draft.id,
});

/** The training node a prediction names in `model`. */
function trainingNodeOf(draft: Draft, lookup: Lookup): Draft | Problem {
  const wanted = String(draft.config.model);
  const place = { path: draft.path, line: 1, column: 1 };
  const name = wanted.split('.').at(-1) ?? wanted;
  const found = lookup.ref({ packageName: undefined, name, version: undefined, place }, draft.packageName);
  if (found?.kind === 'train') return found;
  const fault: ConfigFault =
    found === undefined
      ? {
          key: 'model',
          code: 'predict.model_missing',
          message: `There is no training node named "${wanted}".`,
          remedy: didYouMean(name, lookup.trainingNames()) ?? "Name a model that has materialized='model'.",
        }
      : {
          key: 'model',
          code: 'predict.not_a_training_node',
          message: `"${wanted}" is not a training node.`,
          remedy: `Give ${found.path} the config materialized='model', or name another.`,
        };
  return faultProblem(draft, fault);
}

/** Relations a Python cell reads, by the key its runtime looks them up with. */
/** Relations of what a Python file reads, by the key it uses; ephemeral models have none. */
export function pythonInputs(
  draft: Draft,
  lookup: Lookup,
): { inputs: Record<string, RelationName>; problem?: Problem } {
  const inputs: Record<string, RelationName> = {};
  for (const call of draft.refs) {
    const target = lookup.ref(call, draft.packageName);
    if (target === undefined) continue;
    if (target.config.materialized === 'ephemeral') {
      const problem: Problem = {
        code: 'python.ephemeral',
        severity: 'error',
        message: `A Python cell can't read "${call.name}": an ephemeral model has no relation.`,
        ...call.place,
        endLine: call.place.line,
        remedy: `Give ${target.path} materialized='view'.`,
        nodeId: draft.id,
      };
      return { inputs, problem };
    }
    inputs[call.packageName === undefined ? call.name : `${call.packageName}.${call.name}`] = relationNameOf(target);
  }
  for (const call of draft.sources) {
    const target = lookup.source(call, draft.packageName);
    if (target !== undefined) inputs[`${call.source}.${call.table}`] = relationNameOf(target);
  }
  return { inputs };
}
