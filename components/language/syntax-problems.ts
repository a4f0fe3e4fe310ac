import type { Compilation, CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import { locate } from '#lib/contracts/position.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { SyntaxCheck } from './postgres-parser.ts';

/** Problems that PostgreSQL's parser finds in compiled SQL, kept per node: a keystroke makes one anew. */
export class SyntaxProblems {
  private check: SyntaxCheck | undefined;
  private known = new WeakMap<CompiledNode, Problem | null>();

  use(check: SyntaxCheck): void {
    this.check = check;
    this.known = new WeakMap();
  }

  of(compilation: Compilation): Problem[] {
    if (this.check === undefined) return [];
    const problems: Problem[] = [];
    for (const node of compilation.nodes.values()) {
      const problem = this.judged(this.check, node);
      if (problem !== null) problems.push(problem);
    }
    return problems;
  }

  private judged(check: SyntaxCheck, node: CompiledNode): Problem | null {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const sql = queryOf(node.work);
    const problem = sql === undefined ? null : this.judge(check, node, sql);
    this.known.set(node, problem);
    return problem;
  }

  private judge(check: SyntaxCheck, node: CompiledNode, sql: string): Problem | null {
    const fault = check(sql);
    if (fault === null) return null;
    const rawText = 'rawSql' in node.work ? node.work.rawSql : undefined;
    const at = locate(sql, fault.position + 1, { path: node.graph.path, text: sql, rawText });
    return {
      code: 'sql.syntax',
      severity: 'error',
      message: fault.message,
      path: node.graph.path,
      ...(at ?? {}),
      nodeId: node.graph.id,
      remedy: 'PostgreSQL reads the compiled text; the Compiled SQL tab shows it.',
    };
  }
}

/** dbt's own materializations take a query; what one of the project takes, it alone knows. */
const QUERIES = new Set(['view', 'table', 'incremental', 'snapshot', 'materialized_view', 'test']);

function queryOf(work: NodeWork): string | undefined {
  if (work.type === 'macro' && !QUERIES.has(work.materialization)) return undefined;
  return 'sql' in work ? work.sql : undefined;
}
