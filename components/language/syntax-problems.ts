import type { Compilation, CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import { locate } from '#lib/contracts/position.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { SyntaxCheck } from './postgres-parser.ts';

/** Problems that PostgreSQL's parser finds in compiled SQL, kept per text: a keystroke changes one node's. */
export class SyntaxProblems {
  private check: SyntaxCheck | undefined;
  private known = new Map<string, Problem | null>();

  use(check: SyntaxCheck): void {
    this.check = check;
    this.known = new Map();
  }

  of(compilation: Compilation): Problem[] {
    if (this.check === undefined) return [];
    const next = new Map<string, Problem | null>();
    const problems: Problem[] = [];
    for (const node of compilation.nodes.values()) {
      const sql = queryOf(node.work);
      if (sql === undefined) continue;
      const key = `${node.graph.id}\n${sql}`;
      const problem = this.known.get(key) ?? this.judge(this.check, node, sql);
      next.set(key, problem);
      if (problem !== null) problems.push(problem);
    }
    this.known = next;
    return problems;
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
