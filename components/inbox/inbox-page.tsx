'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CheckCheck } from 'lucide-react';
import Link from 'next/link';
import { formatAgo } from '#components/charts/format.ts';
import { useNow } from '#components/runs/use-live-run.ts';
import { AppShell } from '#components/shell/app-shell.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { problemOf } from '#components/shell/project-files.tsx';
import { Avatar, EmptyState, FailureCard } from '#components/ui/index.ts';
import { inboxQuery } from '#lib/client/queries.ts';
import type { InboxItem, InboxKind } from '#lib/contracts/task.ts';
import styles from './inbox.module.css';

/** What waits for me, over all my projects, newest first. */
export function InboxPage() {
  const { tasks } = useProject();
  const cache = useQueryClient();
  const { data, error } = useQuery(inboxQuery);
  const now = useNow(false);
  const read = async (ids?: string[]) => {
    await tasks.markInboxRead({ ids });
    await cache.invalidateQueries({ queryKey: inboxQuery.queryKey });
  };
  return (
    <AppShell
      screen="inbox"
      title="Inbox"
      primary={{
        label: 'Mark all read',
        icon: <CheckCheck size={14} strokeWidth={1.6} />,
        disabled: !data || data.unread === 0,
        onAct: () => void read(),
      }}
    >
      <div className={styles.page}>
        <header className={styles.head}>
          <h1>Inbox</h1>
          <span>{data && data.unread > 0 ? `${data.unread} unread` : ''}</span>
        </header>
        {error && <FailureCard title="The inbox can’t be read" problem={problemOf(error)} />}
        {data?.items.length === 0 && (
          <EmptyState
            title="Nothing waits for you"
            text="Tasks assigned to you, reviews you are asked for, mentions, answers and failed runs come here."
          />
        )}
        <ul className={styles.items}>
          {data?.items.map((item) => (
            <Item key={item.id} item={item} now={now} onRead={() => void read([item.id])} />
          ))}
        </ul>
      </div>
    </AppShell>
  );
}

const WORDS: Readonly<Record<InboxKind, string>> = {
  assigned: 'assigned you',
  review_wanted: 'wants your review of',
  mentioned: 'mentioned you in',
  changed: 'changed',
  commented: 'wrote about',
  run_failed: 'failed',
};

function Item({ item, now, onRead }: { readonly item: InboxItem; readonly now: number; readonly onRead: () => void }) {
  const { kind, by, task, run, project } = item;
  const what = task ? `FT-${task.number} ${task.title}` : `Run ${run?.number ?? ''}`;
  const to = task ? `board?task=${task.number}` : `runs/${run?.number ?? ''}`;
  return (
    <li data-unread={!item.read || undefined}>
      <Link href={`/p/${project.slug}/${to}`} onClick={onRead}>
        <span className={styles.dot} role="img" aria-label={item.read ? 'read' : 'unread'} />
        <Avatar person={by} size={20} />
        <span className={styles.words}>
          {kind === 'run_failed' ? (
            <>
              <b>{what}</b> {WORDS[kind]}
            </>
          ) : (
            <>
              {by?.name ?? 'Somebody'} {WORDS[kind]}{' '}
              <b>
                <bdi>{what}</bdi>
              </b>
            </>
          )}
          {item.text !== '' && <span className={styles.text}>{item.text}</span>}
        </span>
        <span className={styles.meta}>{project.name}</span>
        <time className={styles.meta} dateTime={item.at}>
          {formatAgo(item.at, now)}
        </time>
      </Link>
    </li>
  );
}
