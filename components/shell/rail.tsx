'use client';
import type { LucideIcon } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Tooltip } from '#components/ui/index.ts';
import styles from './rail.module.css';

export interface RailItem {
  readonly id: string;
  readonly label: string;
  readonly href: string;
  readonly icon: LucideIcon;
  readonly count?: number;
}

/** The screens, as pictures with tips; `end` stands at its foot. */
export function Rail({
  items,
  current,
  end,
}: {
  readonly items: readonly RailItem[];
  readonly current: string;
  readonly end?: ReactNode;
}) {
  return (
    <nav className={styles.rail} aria-label="Screens">
      {items.map((item) => (
        <RailLink key={item.id} item={item} current={item.id === current} />
      ))}
      <span className={styles.gap} />
      {end}
    </nav>
  );
}

/** One screen's picture; what waits there is counted on it. */
export function RailLink({ item, current }: { readonly item: RailItem; readonly current: boolean }) {
  const { label, href, icon: Icon, count } = item;
  return (
    <Tooltip text={label} side="right">
      <Link href={href} className={styles.item} aria-label={label} aria-current={current ? 'page' : undefined}>
        <Icon size={18} strokeWidth={1.6} aria-hidden="true" />
        {count !== undefined && count > 0 && <span className={styles.count}>{count}</span>}
      </Link>
    </Tooltip>
  );
}

/** The same screens for a thumb: at the foot of a phone. */
export function BottomBar({ items, current }: { readonly items: readonly RailItem[]; readonly current: string }) {
  return (
    <nav className={styles.bottom} aria-label="Screens" style={{ '--n': items.length }}>
      {items.map(({ id, label, href, icon: Icon, count }) => (
        <Link key={id} href={href} className={styles.thumb} aria-current={id === current ? 'page' : undefined}>
          <Icon size={20} strokeWidth={1.6} aria-hidden="true" />
          {label}
          {count !== undefined && count > 0 && <em className={styles.thumbCount}>{count}</em>}
        </Link>
      ))}
    </nav>
  );
}
