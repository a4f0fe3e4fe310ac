import type { ReactNode } from 'react';
import styles from './kbd.module.css';

/** A key in a box. */
export function Kbd({ children, bare }: { readonly children: ReactNode; readonly bare?: boolean }) {
  return <kbd className={bare ? styles.kbd : `${styles.kbd} ${styles.box}`}>{children}</kbd>;
}
