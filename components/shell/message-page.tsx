import Link from 'next/link';
import type { ReactNode } from 'react';
import { Logo } from '#components/ui/logo.tsx';
import styles from './message-page.module.css';

/** A page that only says something, and how to go on. */
export function MessagePage({
  title,
  text,
  action,
}: {
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
}) {
  return (
    <main className={styles.message}>
      <span className={styles.logo}>
        <Logo size={22} />
        Insitu
      </span>
      <h1>{title}</h1>
      <p>{text}</p>
      <div className={styles.ways}>
        {action}
        <Link href="/" className={styles.link}>
          All projects
        </Link>
      </div>
    </main>
  );
}
