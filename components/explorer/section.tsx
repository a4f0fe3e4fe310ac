'use client';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import styles from './explorer.module.css';

/** A part of the explorer that folds to its head. */
export function Section({
  title,
  end,
  open,
  onOpen,
  children,
}: {
  readonly title: string;
  readonly end?: ReactNode;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly children: ReactNode;
}) {
  const id = useId();
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <section className={open ? `${styles.section} ${styles.sectionOpen}` : styles.section}>
      <h2>
        <button
          type="button"
          className={styles.sectionHead}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => onOpen(!open)}
        >
          <Icon size={12} strokeWidth={1.6} aria-hidden="true" />
          {title}
          <span className={styles.sectionEnd}>{end}</span>
        </button>
      </h2>
      {open && (
        <div id={id} className={styles.sectionBody}>
          {children}
        </div>
      )}
    </section>
  );
}
