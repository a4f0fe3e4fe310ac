import type { ReactNode } from 'react';
import styles from './train.module.css';

/** One cell of the strip on top of every phase: a heading, then what it says. Its height never changes. */
export function Cell({
  title,
  note,
  wide = false,
  children,
}: {
  readonly title: string;
  readonly note?: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <section className={`${styles.cell} ${wide ? styles.cellWide : ''}`}>
      <h3>
        {title}
        {note && <span>{note}</span>}
      </h3>
      {children}
    </section>
  );
}
