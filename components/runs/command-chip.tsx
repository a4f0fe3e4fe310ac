import type { ReactNode } from 'react';
import styles from './command-chip.module.css';

/** What a run was asked to do, in a word: `build`, `full refresh`. */
export const CommandChip = ({ children }: { readonly children: ReactNode }) => (
  <span className={styles.chip}>{children}</span>
);
