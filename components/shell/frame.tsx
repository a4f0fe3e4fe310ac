import Link from 'next/link';
import type { ReactNode } from 'react';
import { Logo } from '#components/ui/index.ts';
import styles from './frame.module.css';

/** The page's skeleton: top bar 44, rail 44, status bar 24, and the screen between. On a phone only bar, screen and bottom bar. */
export function Frame({
  crumbs,
  search,
  end,
  rail,
  status,
  bottom,
  phoneTop,
  children,
}: {
  readonly crumbs: ReactNode;
  readonly search?: ReactNode;
  readonly end?: ReactNode;
  readonly rail: ReactNode;
  readonly status: ReactNode;
  /** The phone's bar of screens. */
  readonly bottom?: ReactNode;
  /** The phone's top bar; without it the wide one narrows. */
  readonly phoneTop?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.frame}>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      <header className={phoneTop ? `${styles.top} ${styles.wideOnly}` : styles.top}>
        <Link href="/" className={styles.logo} aria-label="All projects">
          <Logo />
        </Link>
        {crumbs}
        {search}
        <div className={styles.end}>{end}</div>
      </header>
      {phoneTop && <header className={styles.phoneTop}>{phoneTop}</header>}
      <div className={styles.rail}>{rail}</div>
      <main id="main" className={styles.main}>
        {children}
      </main>
      <footer className={styles.status}>{status}</footer>
      {bottom && <div className={styles.bottom}>{bottom}</div>}
    </div>
  );
}

/** Breadcrumbs of the top bar. */
export function Crumbs({ children }: { readonly children: ReactNode }) {
  return (
    <nav className={styles.crumbs} aria-label="Where you are">
      {children}
    </nav>
  );
}
