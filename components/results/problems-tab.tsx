'use client';
import { EmptyState, StateMark } from '#components/ui/index.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import styles from './panel.module.css';

/** Everything wrong in the project, the open file's first; each leads to its line. */
export function ProblemsTab({
  problems,
  path,
  onGo,
}: {
  readonly problems: readonly Problem[];
  readonly path: string | undefined;
  readonly onGo: (path: string, line?: number, column?: number) => void;
}) {
  if (problems.length === 0) {
    return (
      <EmptyState title="No problems" text="The project compiles, and PostgreSQL’s own parser reads every node." />
    );
  }
  const order = [...problems].sort((a, b) => rank(a, path) - rank(b, path));
  return (
    <ul className={styles.scroll}>
      {order.slice(0, 500).map((problem) => (
        <li key={[problem.code, problem.path, problem.line, problem.column, problem.nodeId, problem.message].join()}>
          <button
            type="button"
            className={styles.problem}
            disabled={!problem.path}
            onClick={() => problem.path && onGo(problem.path, problem.line, problem.column)}
          >
            <StateMark status={problem.severity === 'error' ? 'failed' : 'warned'} />
            <span className={styles.problemText}>
              {problem.message} {problem.remedy && <span className={styles.faint}>{problem.remedy}</span>}
            </span>
            <code>{problem.code}</code>
            <span className={styles.place}>
              {problem.path}
              {problem.line ? `:${problem.line}` : ''}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const rank = (problem: Problem, path: string | undefined): number =>
  (problem.path === path ? 0 : 2) + (problem.severity === 'error' ? 0 : 1);
