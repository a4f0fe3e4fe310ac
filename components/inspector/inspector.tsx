'use client';
import { FlaskConical, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatAgo, formatCounted, formatDuration, formatScore, metricLabel } from '#components/charts/format.ts';
import { KIND_LABELS, keepsRows } from '#components/graph/describe.ts';
import type { NodeView } from '#components/graph/states.ts';
import { type TestGroup, testGroups, testTitle } from '#components/results/test-groups.ts';
import { Chip, IconButton, KindIcon, StateMark, statusName, type Tone } from '#components/ui/index.ts';
import { VersionLink } from '#components/versions/version-link.tsx';
import {
  type ColumnInfo,
  type GraphNode,
  hasFailed,
  type NodeStatus,
  type ProjectGraph,
} from '#lib/contracts/graph.ts';
import styles from './inspector.module.css';
import { LastRuns, type NodeRun } from './last-runs.tsx';
import { storedHow } from './storage.ts';

export interface InspectorProps {
  readonly graph: ProjectGraph;
  readonly node: GraphNode;
  readonly columns: readonly ColumnInfo[];
  readonly view: NodeView | undefined;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly runs: readonly NodeRun[];
  readonly now: number;
  readonly onOpenFile: (path: string, line?: number) => void;
  readonly onClose?: () => void;
  /** Who looks at it now. */
  readonly here?: ReactNode;
  /** More sections: the tasks on it. */
  readonly more?: ReactNode;
  /** Buttons at the foot: what this node is run or trained with. */
  readonly actions?: ReactNode;
}

/** The selected node: what it is, what state it is in and why, its columns with types and tests, its last runs. */
export function Inspector(props: InspectorProps) {
  const { graph, node, view, views, onClose } = props;
  const status = view?.status ?? 'new';
  const groups = testGroups(graph, node);
  const tests = groups.flatMap((group) => group.tests);
  return (
    <aside className={styles.inspector} aria-label={`About ${node.name}`}>
      <header className={styles.head}>
        <KindIcon kind={node.kind} />
        <h2>{node.name}</h2>
        {props.here}
        <Chip tone={toneOf(status)}>
          <StateMark status={status} />
          {statusName(status, node.kind)}
        </Chip>
        {onClose && (
          <IconButton label="Close" onClick={onClose}>
            <X size={14} />
          </IconButton>
        )}
      </header>
      <p className={styles.text}>{node.description || <NoDescription node={node} onOpenFile={props.onOpenFile} />}</p>
      <Facts {...props} tests={tests.length} />
      {props.columns.length > 0 && <Columns columns={props.columns} />}
      {tests.length > 0 && <Tests groups={groups} views={views} onOpenFile={props.onOpenFile} />}
      {props.more}
      <LastRuns runs={props.runs} now={props.now} />
      {props.actions && <footer className={styles.foot}>{props.actions}</footer>}
    </aside>
  );
}

function toneOf(status: NodeStatus): Tone {
  if (status === 'fresh' || status === 'passed') return 'ok';
  if (status === 'stale' || status === 'warned') return 'warn';
  if (hasFailed(status)) return 'bad';
  return status === 'running' ? 'running' : 'plain';
}

/** What stands before the reason of a status. */
const REASONS: Readonly<Partial<Record<NodeStatus, string>>> = {
  failed: 'Failed',
  partial: 'Built in part',
  stale: 'Stale because',
};

function NoDescription({
  node,
  onOpenFile,
}: {
  readonly node: GraphNode;
  readonly onOpenFile: InspectorProps['onOpenFile'];
}) {
  return (
    <>
      No description yet.{' '}
      <button type="button" className={styles.link} onClick={() => onOpenFile(node.path, node.line)}>
        Write one
      </button>{' '}
      under <code>description:</code> in a YAML file beside it.
    </>
  );
}

function Facts({ node, view, now, tests, onOpenFile }: InspectorProps & { readonly tests: number }) {
  const built = view?.built;
  const how = storedHow(node);
  return (
    <dl className={styles.facts}>
      <Fact name="Kind">
        {KIND_LABELS[node.kind]}
        {how !== node.kind && <span className={styles.quiet}>{how}</span>}
      </Fact>
      {view && view.reason !== '' && <Fact name={REASONS[view.status] ?? 'Now'}>{view.detail ?? view.reason}</Fact>}
      {view?.problem?.line !== undefined && view.problem.path && (
        <Fact name="Where">
          <button
            type="button"
            className={styles.link}
            onClick={() => onOpenFile(view.problem?.path ?? node.path, view.problem?.line)}
          >
            {view.problem.path}, line {view.problem.line}
          </button>
        </Fact>
      )}
      {view?.score && (
        <Fact name={metricLabel(view.score.metric)}>
          {formatScore(view.score.value)}
          {view.score.std !== undefined && <span className={styles.quiet}>± {formatScore(view.score.std)}</span>}
        </Fact>
      )}
      {built?.at && (
        <Fact name="Built">
          {[
            built.rows === undefined ? undefined : rowsOf(node, built.rows),
            built.ms === undefined ? undefined : formatDuration(built.ms),
            formatAgo(built.at, now),
          ]
            .filter((part) => part !== undefined)
            .join(', ')}
          {built.versionNumber !== undefined && (
            <span className={styles.quiet}>
              from <VersionLink number={built.versionNumber} file={node.path} />
            </span>
          )}
        </Fact>
      )}
      {node.relation && (
        <Fact name="Relation">
          <code>
            {node.relation.schema}.{node.relation.identifier}
          </code>
        </Fact>
      )}
      <Fact name="File">
        <button type="button" className={styles.link} onClick={() => onOpenFile(node.path, node.line)}>
          {node.path}
        </button>
      </Fact>
      {node.tags.length > 0 && <Fact name="Tags">{node.tags.join(', ')}</Fact>}
      {tests === 0 && node.kind === 'model' && <Fact name="Tests">none yet</Fact>}
    </dl>
  );
}

const rowsOf = (node: GraphNode, rows: number): string =>
  `${formatCounted(rows, 'row')}${keepsRows(node) ? ' written' : ''}`;

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Columns({ columns }: { readonly columns: readonly ColumnInfo[] }) {
  return (
    <section className={styles.section}>
      <h3>
        Columns <span>{columns.length}</span>
      </h3>
      <ul className={styles.columns}>
        {columns.map(({ name, type, description, tests }) => (
          <li key={name} title={description}>
            <span className={styles.column}>{name}</span>
            <span className={styles.type}>{type ?? ''}</span>
            <span
              className={styles.count}
              role="img"
              aria-label={tests.length > 0 ? formatCounted(tests.length, 'test') : 'no tests'}
            >
              {tests.length > 0 && (
                <>
                  <FlaskConical size={12} aria-hidden="true" />
                  {tests.length}
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The tests of a node, those of a column behind its name. */
function Tests({
  groups,
  views,
  onOpenFile,
}: {
  readonly groups: readonly TestGroup[];
  readonly views: ReadonlyMap<string, NodeView>;
  readonly onOpenFile: InspectorProps['onOpenFile'];
}) {
  const tests = groups.flatMap(({ column, tests: all }) => all.map((test) => ({ column, test })));
  return (
    <section className={styles.section}>
      <h3>
        Tests <span>{tests.length}</span>
      </h3>
      <ul className={styles.columns}>
        {tests.map(({ column, test }) => {
          const status = views.get(test.id)?.status ?? 'new';
          return (
            <li key={test.id}>
              <StateMark status={status} />
              <button
                type="button"
                className={styles.test}
                title={test.name}
                onClick={() => onOpenFile(test.path, test.line)}
              >
                {column && <span className={styles.type}>{column} </span>}
                {testTitle(test)}
              </button>
              <span className={styles.type}>{statusName(status, 'test')}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
