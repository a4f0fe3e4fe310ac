import type { Compilation, CompiledNode } from '#lib/contracts/compilation.ts';
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
      if (!('sql' in node.work)) continue;
      const key = `${node.graph.id}\n${node.work.sql}`;
      const problem = this.known.get(key) ?? this.judge(this.check, node, node.work.sql);
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
