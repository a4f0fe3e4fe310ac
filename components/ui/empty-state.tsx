import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

/** An empty place teaches its next step: what comes here, and how. */
export function EmptyState({
  title,
  text,
  icon,
  children,
}: {
  readonly title: string;
  readonly text?: ReactNode;
  readonly icon?: ReactNode;
  /** Buttons or keys. */
  readonly children?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <div className={styles.inside}>
        {icon && <span className={styles.icon}>{icon}</span>}
        <h2>{title}</h2>
        {text && <p>{text}</p>}
        {children && <div className={styles.more}>{children}</div>}
      </div>
    </div>
  );
}
