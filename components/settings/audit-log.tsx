'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { problemOf } from '#components/shell/project-files.tsx';
import { Button, FailureCard, Note, StateMark } from '#components/ui/index.ts';
import { auditAddress, auditQuery } from '#lib/client/queries.ts';
import type { AuditEntry } from '#lib/contracts/people.ts';
import styles from './audit-log.module.css';
import settings from './settings.module.css';

/**
 * Who did what to what, when, from where: append-only, each row chained to the one before.
 * @param projectId a project's part of the log; without it the log of the whole installation
 */
export function AuditLog({ projectId }: { readonly projectId?: string }) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(auditQuery(projectId));
  const whole = projectId === undefined;
  if (error) return <FailureCard title="The audit log can’t be read" problem={problemOf(error)} />;
  const intact = data?.pages[0]?.intact;
  return (
    <div className={settings.scroll}>
      <header className={settings.head}>
        <h1>Audit</h1>
        {intact === true && (
          <p>
            <StateMark status="passed" silent /> Whole: no row was changed or taken away.
          </p>
        )}
        <a className={styles.download} href={`${auditAddress(projectId)}?download`} download>
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
              {whole && <th scope="col">Project</th>}
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
                <Row key={entry.seq} entry={entry} whole={whole} />
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

function Row({ entry, whole }: { readonly entry: AuditEntry; readonly whole: boolean }) {
  const { at, project, person, action, subject, address } = entry;
  return (
    <tr>
      <td>
        <time dateTime={at}>{new Date(at).toLocaleString('en-GB')}</time>
      </td>
      {whole && <td>{project}</td>}
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
