'use client';
import { useQuery } from '@tanstack/react-query';
import { formatCounted } from '#components/charts/format.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { problemOf } from '#components/shell/project-files.tsx';
import { FailureCard, PlainTable, Spinner } from '#components/ui/index.ts';
import { testFailuresQuery } from '#lib/client/queries.ts';
import type { PreviewResult } from '#lib/contracts/api.ts';
import type { UnitTestDiff } from '#lib/contracts/run.ts';
import styles from './tests.module.css';

/** What a test found, asked for when it is opened: its failing rows, or how a unit test's rows differ. */
export function TestFindings({ test, at }: { readonly test: string; readonly at: string }) {
  const { project } = useProject();
  const { data, error } = useQuery(testFailuresQuery(project.id, test, at));
  if (error) return <FailureCard title="The rows did not come" problem={problemOf(error)} />;
  if (!data) return <Spinner label="reading" />;
  if (data.diff) return <Difference diff={data.diff} />;
  if (data.rows) return <FailingRows result={data.rows} />;
  return <p className={styles.note}>The last run of this test kept nothing to look at. Run it again.</p>;
}

function FailingRows({ result }: { readonly result: PreviewResult }) {
  const { columns, rows, more } = result;
  if (rows.length === 0) return <p className={styles.note}>No row fails this test now.</p>;
  return (
    <>
      <div className={styles.frame}>
        <PlainTable
          className={styles.table}
          heads={columns}
          // biome-ignore lint/suspicious/noArrayIndexKey: cells never move
          rows={rows.map((row) => ({ cells: row.map((value, at) => <Value key={at} value={value} />) }))}
        />
      </div>
      <p className={styles.note}>
        {more ? 'The first ' : ''}
        {formatCounted(rows.length, 'failing row')}
        {more ? '; there are more.' : '.'}
      </p>
    </>
  );
}

const SIGNS = { same: '', changed: '→', missing: '−', unexpected: '+', gap: '…' } as const;
const WORDS = {
  same: 'as expected',
  changed: 'differs',
  missing: 'expected, not there',
  unexpected: 'there, not expected',
  gap: 'more rows as expected',
} as const;

/** Expected and actual in one table: what was expected is struck out, what came stands beside it. */
function Difference({ diff }: { readonly diff: UnitTestDiff }) {
  return (
    <>
      <div className={styles.frame}>
        <PlainTable
          className={styles.table}
          headOfRows="How the row differs"
          heads={diff.columns.map((name) => ({ name }))}
          rows={diff.rows.map(({ kind, cells }) => ({
            className: styles[kind],
            head: { sign: SIGNS[kind], word: WORDS[kind] },
            cells: diff.columns.map((name, at) => <DiffValue key={name} cell={cells[at] ?? {}} />),
          }))}
        />
      </div>
      <p className={styles.note}>
        <del>expected</del> <ins>actual</ins>
        {diff.more > 0 && `, and ${formatCounted(diff.more, 'row')} more`}
      </p>
    </>
  );
}

function DiffValue({ cell: { expected, actual } }: { readonly cell: UnitTestDiff['rows'][number]['cells'][number] }) {
  if (expected === undefined && actual === undefined) return null;
  if (expected === actual && expected !== undefined) return <Value value={expected} />;
  return (
    <>
      {expected !== undefined && (
        <del>
          <Value value={expected} />
        </del>
      )}
      {expected !== undefined && actual !== undefined && ' '}
      {actual !== undefined && (
        <ins>
          <Value value={actual} />
        </ins>
      )}
    </>
  );
}

const Value = ({ value }: { readonly value: string | null }) =>
  value === null ? (
    <span className={styles.null}>NULL</span>
  ) : value === '' ? (
    <span className={styles.null}>''</span>
  ) : (
    value
  );
