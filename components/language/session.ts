import type { Compilation, CompiledNode } from '#lib/contracts/compilation.ts';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { type Compiler, toGraph } from '#lib/domain/compile/index.ts';
import { diffGraph, type GraphPatch } from './patch.ts';
import type { PostgresParser } from './postgres-parser.ts';
import { type CatalogColumns, ProjectLineage } from './project-lineage.ts';
import type { CompiledFile, FileLineage } from './protocol.ts';
import { SyntaxProblems } from './syntax-problems.ts';

/**
 * One open project: the incremental compiler, PostgreSQL's parser over what it makes, and what
 * the screen has been told. Lives in the worker; nothing in it knows of one.
 */
export class LanguageSession {
  private readonly compiler: Compiler;
  private readonly syntax = new SyntaxProblems();
  private parser: PostgresParser | undefined;
  private told: ProjectGraph | null = null;

  constructor(compiler: Compiler) {
    this.compiler = compiler;
  }

  /** PostgreSQL's parser arrives after the first graph; what is known is judged again by it. */
  setParser(parser: PostgresParser): void {
    this.parser = parser;
    this.syntax.use(parser.check);
  }

  setText(path: string, text: string | null): void {
    this.compiler.update(path, text);
  }

  /** What changed since the last call. */
  graph(): GraphPatch {
    const compilation = this.compiler.compilation();
    const graph = toGraph(compilation);
    const patch = diffGraph(this.told, graph, this.problems(compilation));
    this.told = graph;
    return patch;
  }

  /** The node of a file, its SQL, and what is wrong with it. */
  compiled(path: string): CompiledFile {
    const compilation = this.compiler.compilation();
    const problems = this.problems(compilation).filter((problem) => problem.path === path);
    const node = nodeOf(compilation, path);
    if (node === undefined) return { problems };
    return { nodeId: node.graph.id, ...('sql' in node.work ? { sql: node.work.sql } : {}), problems };
  }

  /** The columns of a file's node, across the project; none before PostgreSQL's parser is here. */
  lineage(path: string, catalog: CatalogColumns): FileLineage {
    const compilation = this.compiler.compilation();
    const node = nodeOf(compilation, path);
    if (node === undefined || this.parser === undefined) return { columns: [] };
    return new ProjectLineage(compilation, this.parser.parse, catalog).of(node.graph.id);
  }

  private problems(compilation: Compilation): Problem[] {
    return [...compilation.problems, ...this.syntax.of(compilation)];
  }
}

/** A file may hold tests of others as well (YAML); the node is the one that it alone defines. */
function nodeOf(compilation: Compilation, path: string): CompiledNode | undefined {
  return (
    [...compilation.nodes.values()].find(({ graph }) => graph.path === path && graph.tests === undefined) ??
    [...compilation.nodes.values()].find(({ graph }) => graph.path === path)
  );
}
