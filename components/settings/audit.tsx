'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useProject } from '#components/shell/project-context.tsx';
import { problemOf } from '#components/shell/project-files.tsx';
import { Button, FailureCard, Note, StateMark } from '#components/ui/index.ts';
import { auditQuery } from '#lib/client/queries.ts';
import type { AuditEntry } from '#lib/contracts/people.ts';
import styles from './settings.module.css';

/** Who did what to what, when, from where: append-only, each row chained to the one before. */
export function Audit() {
  const { project } = useProject();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(auditQuery(project.id));
  if (error) return <FailureCard title="The audit log can’t be read" problem={problemOf(error)} />;
  const intact = data?.pages[0]?.intact;
  return (
    <div className={styles.scroll}>
      <header className={styles.head}>
        <h1>Audit</h1>
        {intact === true && (
          <p>
            <StateMark status="passed" silent /> Whole: no row was changed or taken away.
          </p>
        )}
        <a className={styles.download} href={`/api/projects/${project.id}/audit?download`} download>
          <Download size={14} strokeWidth={1.6} aria-hidden="true" />
          Export
        </a>
      </header>
      {intact === false && (
        <Note tone="bad">
          Rows of this log were changed or taken away in the database. Look for who had its password.
        </Note>
      )}
      <div className={styles.tableBox}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">To what</th>
              <th scope="col">From</th>
            </tr>
          </thead>
          <tbody>
            {data?.pages
              .flatMap(({ entries }) => entries)
              .map((entry) => (
                <Row key={entry.seq} entry={entry} />
              ))}
          </tbody>
        </table>
      </div>
      {hasNextPage && (
        <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show earlier
        </Button>
      )}
    </div>
  );
}

function Row({ entry }: { readonly entry: AuditEntry }) {
  const { at, person, action, subject, address } = entry;
  return (
    <tr>
      <td>
        <time dateTime={at}>{new Date(at).toLocaleString('en-GB')}</time>
      </td>
      <td>{person}</td>
      <td>
        <code>{action}</code>
      </td>
      <td className={styles.subject}>
        {Object.entries(subject)
          .filter(([, value]) => value !== null && value !== '')
          .map(([name, value]) => `${name} ${String(value)}`)
          .join(', ')}
      </td>
      <td>{address}</td>
    </tr>
  );
}
