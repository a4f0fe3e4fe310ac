'use client';
import { useQuery } from '@tanstack/react-query';
import { Inbox, Settings } from 'lucide-react';
import { inboxQuery } from '#lib/client/queries.ts';
import { useProject } from './project-context.tsx';
import { RailLink } from './rail.tsx';

/** At the rail's foot: the inbox, with what is unread, and the settings. */
export function RailFoot({ current }: { readonly current: string }) {
  const { href } = useProject();
  const { data } = useQuery(inboxQuery);
  const items = [
    { id: 'inbox', label: 'Inbox', href: href('inbox'), icon: Inbox, count: data?.unread },
    { id: 'settings', label: 'Settings', href: href('settings'), icon: Settings },
  ];
  return items.map((item) => <RailLink key={item.id} item={item} current={item.id === current} />);
}
