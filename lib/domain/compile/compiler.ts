import type { Compilation, CompiledNode } from '../../contracts/compilation.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { ProjectFiles } from '../../contracts/project.ts';
import { isSet } from '../project/index.ts';
import { type Analyses, type Analysis, analysisTexts, compileAnalyses } from './analyses.ts';
import { compileAll, type Works } from './compile-all.ts';
import type { CompiledWork } from './compile-node.ts';
import type { Draft } from './draft.ts';
import { assembleNodes } from './node-graph.ts';
import type { CompileOptions } from './options.ts';
import { type Parse, parseProject } from './parse.ts';
import { checkQueryComment } from './query-comments.ts';
import type { Resolved } from './resolve.ts';
import { compileRunHooks } from './run-hooks.ts';
import { compileScripts } from './scripts.ts';
import { readSelectors } from './selectors.ts';
import type { Table } from './table.ts';
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
  /** Tests of what is not there: dbt keeps them among the nodes, switched off. */
  readonly lost: readonly Draft[];
  readonly works: ReadonlyMap<string, CompiledWork>;
  readonly analyses: readonly Analysis[];
  /** Definitions of `selectors.yml`. */
  readonly selectors: Compilation['selectors'];
}

/** Makes a compiler for one target. */
export function createCompiler(options: CompileOptions, files: ProjectFiles = new Map()): Compiler {
  const texts = new Map(files);
  let last: Compiled | undefined;
  let isCurrent = false;
  const compiled = (): Compiled => {
    if (last === undefined || !isCurrent) last = compile(texts, options, last);
    isCurrent = true;
    return last;
  };
  return {
    update(path, text) {
      if (text === null ? !texts.delete(path) : texts.get(path) === text) return;
      if (text !== null) texts.set(path, text);
      isCurrent = false;
    },
    compilation: () => compiled().compilation,
    parsed: () => parsedOf(compiled()),
  };
}

/** Compiles a project once. */
export function compileProject(files: ProjectFiles, options: CompileOptions): Compilation {
  return createCompiler(options, files).compilation();
}

/** A compilation with every stage of it. */
interface Compiled {
  readonly parse: Parse;
  readonly works: Works;
  readonly nodes: Table<CompiledNode>;
  readonly analyses: Analyses;
  readonly compilation: Compilation;
}

/**
 * Compiles a project. Each stage is given what it made before, and makes again what its input changed for:
 * a parse says what nodes may find another answer for, and only these are asked.
 */
function compile(files: ProjectFiles, options: CompileOptions, before: Compiled | undefined): Compiled {
  const parse = parseProject(files, options, before?.parse);
  const { workspace, lookup } = parse;
  const { project, macros, memo } = workspace;
  const works = compileAll(parse, before);
  const nodes = assembleNodes(parse, works, before);
  const analyses = compileAnalyses(parse, works, before?.analyses);
  const runHooks = compileRunHooks(workspace, lookup);
  checkQueryComment(workspace);
  const scripts = compileScripts(workspace, lookup);
  const selectors = readSelectors(workspace, files.get('selectors.yml'));
  const problems = [...project.problems, ...macros.problems, ...memo.problems()];
  for (const work of works.rows.values()) if (work.problems.length > 0) problems.push(...work.problems);
  const compilation = {
    projectName: project.root.name,
    nodes: nodes.rows,
    problems: sortProblems(problems),
    analyses: analysisTexts(analyses),
    runHooks,
    skipsIfStartFails: isSet(project.root.config.flags, 'skip_nodes_if_on_run_start_fails'),
    scripts,
    selectors,
  };
  return { parse, works, nodes, analyses, compilation };
}

const parsedOf = ({ parse, works, analyses, compilation }: Compiled): ParsedProject => ({
  workspace: parse.workspace,
  nodes: parse.nodes.rows,
  disabled: parse.disabled,
  lost: parse.lost,
  works: works.rows,
  analyses: [...analyses.values()],
  selectors: compilation.selectors,
});

/** Problems in their order; what several nodes say alike is said once. */
function sortProblems(problems: readonly Problem[]): Problem[] {
  const sorted = problems.toSorted(inOrder);
  return sorted.filter((problem, index) => {
    const before = sorted[index - 1];
    return before === undefined || inOrder(before, problem) !== 0;
  });
}

/** By file, line and column; errors before warnings of the same place. */
function inOrder(a: Problem, b: Problem): number {
  const isBefore = (one: string | undefined, other: string | undefined): number => {
    const [left, right] = [one ?? '', other ?? ''];
    return left < right ? -1 : left > right ? 1 : 0;
  };
  return (
    isBefore(a.path, b.path) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    isBefore(a.severity, b.severity) ||
    isBefore(a.code, b.code) ||
    isBefore(a.nodeId, b.nodeId) ||
    isBefore(a.message, b.message)
  );
}
