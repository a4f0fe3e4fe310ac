import type { ReactNode } from 'react';
import styles from './note.module.css';

/** A sentence that stands where it matters, with its mark. */
export function Note({
  tone = 'plain',
  icon,
  children,
  action,
}: {
  readonly tone?: 'plain' | 'accent' | 'warn' | 'bad';
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className={`${styles.note} ${styles[tone] ?? ''}`} role={tone === 'bad' ? 'alert' : 'note'}>
      {icon && <span className={styles.icon}>{icon}</span>}
      <div className={styles.text}>{children}</div>
      {action}
    </div>
  );
}
