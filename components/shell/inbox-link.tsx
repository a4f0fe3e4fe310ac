'use client';
import { useQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import { inboxQuery } from '#lib/client/queries.ts';
import { useProject } from './project-context.tsx';
import { RailLink } from './rail.tsx';

/** The way to the inbox, with what is unread. */
export function InboxLink({ current }: { readonly current: boolean }) {
  const { href } = useProject();
  const { data } = useQuery(inboxQuery);
  return (
    <RailLink
      item={{ id: 'inbox', label: 'Inbox', href: href('inbox'), icon: Inbox, count: data?.unread }}
      current={current}
    />
  );
}
