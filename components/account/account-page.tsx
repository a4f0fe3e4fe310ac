import type { ReactNode } from 'react';
import { Logo } from '#components/ui/index.ts';
import styles from './account.module.css';

/** A page of a person who is not in yet: the form, and beside it what is worth knowing meanwhile. */
export function AccountPage(props: {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
  readonly beside?: ReactNode;
}): ReactNode {
  return (
    <div className={props.beside ? styles.page : `${styles.page} ${styles.alone}`}>
      <main className={styles.left}>
        <div className={styles.brand}>
          <Logo size={20} />
          Insitu
        </div>
        <div className={styles.form}>
          <h1>{props.title}</h1>
          <p>{props.text}</p>
          {props.children}
        </div>
      </main>
      {props.beside ? <aside className={styles.right}>{props.beside}</aside> : null}
    </div>
  );
}
