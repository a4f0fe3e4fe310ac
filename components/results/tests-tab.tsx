'use client';
import { testsOf } from '#components/graph/near.ts';
import type { NodeView } from '#components/graph/states.ts';
import { EmptyState, StateMark, statusName } from '#components/ui/index.ts';
import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import styles from './panel.module.css';

const BAD = new Set(['failed', 'warned']);

/** How many tests of a node failed or warned. */
export function testsFailing(graph: ProjectGraph, node: GraphNode, views: ReadonlyMap<string, NodeView>): number {
  return testsOf(graph, node.id).filter(({ id }) => BAD.has(views.get(id)?.status ?? '')).length;
}

/** The tests that judge the open node, with how they went. */
export function TestsTab({
  graph,
  node,
  views,
  onGo,
}: {
  readonly graph: ProjectGraph | null;
  readonly node: GraphNode | undefined;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly onGo: (path: string, line?: number) => void;
}) {
  const tests = graph && node ? testsOf(graph, node.id) : [];
  if (!node)
    return (
      <EmptyState title="No node here" text="Open a model, a seed or a source’s file: its tests are listed here." />
    );
  if (tests.length === 0) {
    return (
      <EmptyState
        title={`Nothing tests ${node.name} yet`}
        text={
          <>
            Add <code>data_tests: [unique, not_null]</code> to one of its columns in a YAML file beside it, or write a
            query into <code>tests/</code> that finds rows which should not be there.
          </>
        }
      />
    );
  }
  return (
    <ul className={styles.scroll}>
      {tests.map((test) => {
        const view = views.get(test.id);
        const status = view?.status ?? 'new';
        return (
          <li key={test.id}>
            <button type="button" className={styles.problem} onClick={() => onGo(test.path, test.line)}>
              <StateMark status={status} />
              <span className={styles.problemText}>
                {test.name} {view?.problem && <span className={styles.faint}>{view.problem.message}</span>}
              </span>
              <span className={styles.place}>{statusName(status, 'test')}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
