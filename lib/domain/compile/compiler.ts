import type { Compilation, CompiledNode } from '../../contracts/compilation.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { ProjectFiles } from '../../contracts/project.ts';
import { FileCache, type Package } from '../project/index.ts';
import { type Analysis, compileAnalyses } from './analyses.ts';
import { type CompiledWork, compileNode, invalid } from './compile-node.ts';
import type { Draft } from './draft.ts';
import { cteName } from './ephemeral.ts';
import { Memo } from './memo.ts';
import { compiledNode } from './node-graph.ts';
import type { CompileOptions } from './options.ts';
import { findCycles, topologicalOrder } from './order.ts';
import { allPackages, type Parse, parseProject } from './parse.ts';
import type { Resolved } from './resolve.ts';
import { compileRunHooks } from './run-hooks.ts';
import { compileScripts } from './scripts.ts';
import { readSelectors } from './selectors.ts';
import type { Workspace } from './workspace.ts';

/** A compiler that remembers: after an edit, only what it touches is done again. */
export interface Compiler {
  /** Sets a file's text; null removes the file. */
  update(path: string, text: string | null): void;
  /** The project as it stands now. The same object as long as nothing was updated. */
  compilation(): Compilation;
  /** What the compilation was made from, for artefacts. */
  parsed(): ParsedProject;
}

/** A project between its text and its compilation: what dbt's manifest tells beyond what is run. */
export interface ParsedProject {
  readonly workspace: Workspace;
  /** Enabled nodes by unique id, with what they refer to found. */
  readonly nodes: ReadonlyMap<string, Resolved>;
  readonly disabled: readonly Draft[];
  readonly works: ReadonlyMap<string, CompiledWork>;
  readonly analyses: readonly Analysis[];
}

/** Makes a compiler for one target. */
export function createCompiler(options: CompileOptions, files: ProjectFiles = new Map()): Compiler {
  const texts = new Map(files);
  const cache = new FileCache();
  const memo = new Memo();
  let current: { readonly compilation: Compilation; readonly parsed: ParsedProject } | undefined;
  const compiled = () => {
    current ??= compile(texts, options, cache, memo);
    return current;
  };
  return {
    update(path, text) {
      if (text === null ? !texts.delete(path) : texts.get(path) === text) return;
      if (text !== null) texts.set(path, text);
      current = undefined;
    },
    compilation: () => compiled().compilation,
    parsed: () => compiled().parsed,
  };
}

/** Compiles a project once. */
export function compileProject(files: ProjectFiles, options: CompileOptions): Compilation {
  return createCompiler(options, files).compilation();
}

function compile(
  files: ProjectFiles,
  options: CompileOptions,
  cache: FileCache,
  memo: Memo,
): { compilation: Compilation; parsed: ParsedProject } {
  const parse = parseProject(files, options, cache, memo);
  const { workspace, lookup, resolved, disabled } = parse;
  const { project, macros } = workspace;
  const done = compileAll(parse);
  const nodes = assembleNodes(memo, resolved, done);
  const analyses = compileAnalyses(workspace, lookup);
  const texts = new Map(
    analyses.flatMap(({ resolved: { draft }, sql = '' }) => (sql === '' ? [] : [[draft.path, sql]])),
  );
  const runHooks = compileRunHooks(workspace, lookup);
  const scripts = compileScripts(workspace, lookup);
  const selectors = readSelectors(workspace, files.get('selectors.yml'));
  const problems = [
    project.problems,
    macros.problems,
    memo.problems(),
    ...[...done.values()].map((each) => each.problems),
  ].flat();
  return {
    compilation: {
      projectName: project.root.name,
      nodes,
      problems: sortProblems(problems),
      analyses: texts,
      runHooks,
      scripts,
      selectors,
    },
    parsed: { workspace, nodes: resolved, disabled, works: done, analyses },
  };
}

function compileAll(compiling: Parse): Map<string, CompiledWork> {
  const { resolved, workspace } = compiling;
  const packages = new Map(allPackages(workspace.project).map((each) => [each.name, each]));
  const dependencies = new Map([...resolved].map(([id, each]) => [id, each.dependsOn] as const));
  const done = new Map<string, CompiledWork>();
  const order = topologicalOrder(dependencies);
  for (const cycle of findCycles(dependencies, order)) {
    for (const id of new Set(cycle)) {
      const each = resolved.get(id);
      if (each !== undefined)
        done.set(id, invalid(each.draft, [cycleProblem(each, cycle, resolved), ...each.problems]));
    }
  }
  // Without the cycles, everything has an order.
  const whole = done.size === 0 ? order : topologicalOrder(new Map([...dependencies].filter(([id]) => !done.has(id))));
  for (const id of whole) {
    const each = resolved.get(id);
    if (each === undefined) continue;
    const owner = packages.get(each.draft.packageName) ?? workspace.project.root;
    done.set(id, compileOne(compiling, each, owner, done));
  }
  return done;
}

function compileOne(
  compiling: Parse,
  each: Resolved,
  owner: Package,
  done: ReadonlyMap<string, CompiledWork>,
): CompiledWork {
  const { workspace, lookup, memo, shared } = compiling;
  const inputs = [each.draft, signature(compiling, each, done), ...shared];
  return memo.get(`compile ${each.draft.id}`, inputs, () =>
    compileNode({ workspace, each: owner, resolved: each, lookup, done }),
  );
}

/** What a node takes from those it depends on: where they are, and the text of ephemeral ones. */
function signature(compiling: Parse, each: Resolved, done: ReadonlyMap<string, CompiledWork>): string {
  const parts = each.dependsOn.map((id) => {
    const draft = compiling.resolved.get(id)?.draft;
    const relation = draft?.relation;
    const ctes = done.get(id)?.ctes.map((cte) => cte.sql) ?? [];
    return [
      id,
      relation?.database,
      relation?.schema,
      relation?.identifier,
      draft?.config.materialized,
      draft?.kind,
      ...ctes,
    ].join('\u0001');
  });
  const problems = each.problems.map((problem) => problem.message);
  const model = each.draft.kind === 'predict' ? String(compiling.lookup.trainingNames().join()) : '';
  return [...parts, ...problems, model, cteName('')].join('\u0002');
}

function cycleProblem(each: Resolved, cycle: readonly string[], resolved: ReadonlyMap<string, Resolved>): Problem {
  const nameOf = (id: string): string => resolved.get(id)?.draft.name ?? id;
  const start = cycle.indexOf(each.draft.id);
  const round = [...cycle.slice(start, -1), ...cycle.slice(0, start), each.draft.id];
  const next = round[1];
  const call = [...each.draft.refs].find((ref) => ref.name === resolved.get(next ?? '')?.draft.name);
  return {
    code: 'graph.cycle',
    severity: 'error',
    message: `${each.draft.name} depends on itself: ${round.map(nameOf).join(' → ')}.`,
    path: each.draft.path,
    line: call?.place.line ?? each.draft.line ?? 1,
    column: call?.place.column ?? 1,
    remedy: 'Remove one of these refs, or move what both need into a model of its own.',
    nodeId: each.draft.id,
  };
}

function assembleNodes(
  memo: Memo,
  resolved: ReadonlyMap<string, Resolved>,
  done: ReadonlyMap<string, CompiledWork>,
): Map<string, CompiledNode> {
  const columnTests = testsByColumn(resolved);
  const nodes = new Map<string, CompiledNode>();
  for (const [id, each] of resolved) {
    const work = done.get(id);
    if (work === undefined) continue;
    const tests: ReadonlyMap<string, string[]> = columnTests.get(id) ?? NO_TESTS;
    const testKey = [...tests].map(([column, ids]) => `${column}\u0001${ids.join()}`).join('\u0002');
    const inputs = [each.draft, work, each.dependsOn.join(), each.tested, testKey];
    nodes.set(
      id,
      memo.get(`node ${id}`, inputs, () => compiledNode(each, work, tests)),
    );
  }
  return nodes;
}

const NO_TESTS: ReadonlyMap<string, string[]> = new Map();

function testsByColumn(resolved: ReadonlyMap<string, Resolved>): Map<string, Map<string, string[]>> {
  const byNode = new Map<string, Map<string, string[]>>();
  for (const { draft, tested } of resolved.values()) {
    const column = draft.genericTest?.column?.replace(/^"(.*)"$/, '$1');
    if (column === undefined || tested === undefined) continue;
    const columns = byNode.get(tested) ?? new Map<string, string[]>();
    byNode.set(tested, columns);
    columns.set(column, [...(columns.get(column) ?? []), draft.id]);
  }
  return byNode;
}

/** By file, line and column; errors before warnings of the same place. */
function sortProblems(problems: readonly Problem[]): Problem[] {
  const key = (problem: Problem): string => problem.path ?? '';
  return problems.toSorted(
    (a, b) =>
      (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1),
  );
}
