import type { ReactNode } from 'react';
import styles from './chip.module.css';

export type Tone = 'plain' | 'solid' | 'ok' | 'warn' | 'bad' | 'running' | 'accent';

/** A word about a thing; its tone never stands alone. */
export function Chip({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={`${styles.chip} ${styles[tone] ?? ''}`}>{children}</span>;
}
