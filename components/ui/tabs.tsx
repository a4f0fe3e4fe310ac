'use client';
import * as Radix from 'radix-ui/tabs';
import type { ReactNode } from 'react';
import styles from './tabs.module.css';

export interface TabSpec<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  readonly count?: number;
  readonly countTone?: 'plain' | 'warn' | 'bad' | 'accent';
  readonly disabled?: boolean;
  /** What the tab shows; only the chosen one is in the page unless `keep`. */
  readonly content: ReactNode;
  readonly keep?: boolean;
}

/** Panel tabs (32 px) with their panels; `end` stands at the right of the strip. */
export function Tabs<T extends string>({
  label,
  value,
  onChange,
  tabs,
  end,
  size = 'panel',
}: {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly tabs: readonly TabSpec<T>[];
  readonly end?: ReactNode;
  readonly size?: 'panel' | 'phone';
}) {
  const change = (next: string) => {
    const found = tabs.find((tab) => tab.value === next);
    if (found) onChange(found.value);
  };
  return (
    <Radix.Root className={styles.root} value={value} onValueChange={change}>
      <div className={size === 'phone' ? `${styles.strip} ${styles.phone}` : styles.strip}>
        <Radix.List className={styles.list} aria-label={label}>
          {tabs.map((tab) => (
            <Radix.Trigger key={tab.value} value={tab.value} className={styles.tab} disabled={tab.disabled}>
              {tab.label}
              {tab.count !== undefined && tab.count > 0 && <Count value={tab.count} tone={tab.countTone} />}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {end && <div className={styles.end}>{end}</div>}
      </div>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className={styles.panel} forceMount={tab.keep || undefined}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

/** A number in a pill. */
export function Count({
  value,
  tone = 'plain',
}: {
  readonly value: number;
  readonly tone?: 'plain' | 'warn' | 'bad' | 'accent';
}) {
  return <span className={`${styles.count} ${styles[tone] ?? ''}`}>{value > 999 ? '999+' : value}</span>;
}
