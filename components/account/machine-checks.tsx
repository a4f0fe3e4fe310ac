import { LockKeyhole } from 'lucide-react';
import type { ReactNode } from 'react';
import { StateMark } from '#components/ui/index.ts';
import styles from './account.module.css';

export interface CheckLine {
  readonly tone: 'ok' | 'warn' | 'bad';
  readonly title: string;
  readonly detail: string;
}

const MARKS = { ok: 'passed', warn: 'warned', bad: 'failed' } as const;

/** What this machine has, line by line, while the person types. */
export function MachineChecks(props: { readonly checks: readonly CheckLine[] }): ReactNode {
  return (
    <>
      <h2>This machine</h2>
      <p>Checked while you type. Nothing here needs you now.</p>
      <ul className={styles.checks}>
        {props.checks.map(({ tone, title, detail }) => (
          <li key={title}>
            <StateMark status={MARKS[tone]} size={14} />
            <div>
              <b>{title}</b>
              <span>{detail}</span>
            </div>
          </li>
        ))}
      </ul>
      <div className={styles.keep}>
        <LockKeyhole size={16} strokeWidth={1.6} aria-hidden="true" />
        <div>
          <b>Rows stay in the database.</b> What leaves it, a page of results or a metric, is limited and written to the
          audit.
        </div>
      </div>
    </>
  );
}
