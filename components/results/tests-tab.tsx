'use client';
import { ChevronDown, ChevronRight, FileText, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { formatAgo } from '#components/charts/format.ts';
import { testsOf } from '#components/graph/near.ts';
import type { NodeView } from '#components/graph/states.ts';
import { EmptyState, FailureCard, IconButton, StateMark, statusName } from '#components/ui/index.ts';
import { VersionLink } from '#components/versions/version-link.tsx';
import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import styles from './panel.module.css';
import { TestFindings } from './test-findings.tsx';
import { testGroups, testTitle } from './test-groups.ts';
import own from './tests.module.css';

const BAD = new Set(['failed', 'warned']);
/** A test's verdict; any other problem kept it from judging. */
const VERDICTS = new Set(['test.failed', 'test.unit']);

/** How many tests of a node failed or warned. */
export function testsFailing(graph: ProjectGraph, node: GraphNode, views: ReadonlyMap<string, NodeView>): number {
  return testsOf(graph, node.id).filter(({ id }) => BAD.has(views.get(id)?.status ?? '')).length;
}

export interface TestsTabProps {
  readonly graph: ProjectGraph;
  readonly node: GraphNode | undefined;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly onGo: (path: string, line?: number) => void;
  /** Runs one test again; absent for who only reads. */
  readonly onTest: ((test: GraphNode) => void) | undefined;
}

/** The tests that judge the open node, column by column, with how they went, when, and what they found. */
export function TestsTab(props: TestsTabProps) {
  const { graph, node } = props;
  if (!node)
    return (
      <EmptyState title="No node here" text="Open a model, a seed or a source’s file: its tests are listed here." />
    );
  const groups = testGroups(graph, node);
  if (groups.length === 0) return <NothingTests name={node.name} />;
  return (
    <div className={styles.scroll}>
      {groups.map(({ title, tests }) => (
        <section key={title} className={own.group} aria-label={`Tests: ${title}`}>
          <h3>{title}</h3>
          <ul>
            {tests.map((test) => (
              <TestRow key={test.id} test={test} view={props.views.get(test.id)} {...props} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function NothingTests({ name }: { readonly name: string }) {
  return (
    <EmptyState
      title={`Nothing tests ${name} yet`}
      text={
        <>
          Add <code>data_tests: [unique, not_null]</code> to one of its columns in a YAML file beside it, write a query
          into <code>tests/</code> that finds rows which should not be there, or give it rows of your own with{' '}
          <code>unit_tests:</code>.
        </>
      }
    />
  );
}

function TestRow({
  test,
  view,
  onGo,
  onTest,
}: { readonly test: GraphNode; readonly view: NodeView | undefined } & Pick<TestsTabProps, 'onGo' | 'onTest'>) {
  const [isOpen, setOpen] = useState(false);
  const status = view?.status ?? 'new';
  const at = view?.built?.at;
  const version = view?.built?.versionNumber;
  // What the last run found is worth a look also when the text has changed since.
  const problem = view?.problem ?? view?.built?.problem;
  const hasFindings = BAD.has(status) || (problem !== undefined && status === 'stale');
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <li>
      <div className={own.row}>
        <StateMark status={status} />
        <button
          type="button"
          className={own.open}
          title={test.name}
          aria-expanded={hasFindings ? isOpen : undefined}
          disabled={!hasFindings}
          onClick={() => setOpen(!isOpen)}
        >
          {hasFindings && <Chevron size={12} aria-hidden="true" />}
          {testTitle(test)}
          {view?.problem && <span className={own.said}>{view.problem.message}</span>}
        </button>
        <span className={own.time}>
          {statusName(status, 'test')}
          {at !== undefined && `, ${formatAgo(at, Date.now())}`}
          {version !== undefined && (
            <>
              {' '}
              on <VersionLink number={version} file={test.path} />
            </>
          )}
        </span>
        {onTest && (
          <IconButton label={`Run ${test.name} again`} onClick={() => onTest(test)}>
            <RotateCw size={13} strokeWidth={1.6} />
          </IconButton>
        )}
        <IconButton label={`Open ${test.path}`} onClick={() => onGo(test.path, test.line)}>
          <FileText size={13} strokeWidth={1.6} />
        </IconButton>
      </div>
      {isOpen && hasFindings && (
        <div className={own.findings}>
          {problem && !VERDICTS.has(problem.code) ? (
            <FailureCard
              title="The test could not be run"
              problem={problem}
              onOpen={() => onGo(problem.path ?? test.path, problem.line)}
            />
          ) : (
            <TestFindings test={test.id} at={at ?? ''} />
          )}
        </div>
      )}
    </li>
  );
}
