'use client';
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Problem } from '#lib/contracts/problem.ts';
import styles from './failure-card.module.css';
import { IconButton } from './icon-button.tsx';
import { StateMark } from './state-mark.tsx';

export interface ExtractLine {
  readonly number: number;
  readonly text: string;
  readonly wrong?: boolean;
}

export interface FailureCardProps {
  readonly title: string;
  readonly problem: Problem;
  /** For example `after 4.3 s`. */
  readonly after?: string;
  /** Lines around the place, where they are known. */
  readonly extract?: readonly ExtractLine[];
  readonly onOpen?: () => void;
  /** A button that does something about it: retry, fix. */
  readonly action?: ReactNode;
}

/** What happened, where, what to do, and the way to do it. */
export function FailureCard({ title, problem, after, extract = [], onOpen, action }: FailureCardProps) {
  const place = problem.path ? `${problem.path}${problem.line ? `, line ${problem.line}` : ''}` : undefined;
  const copy = () =>
    void navigator.clipboard.writeText(
      [title, problem.code, problem.message, place, problem.remedy].filter(Boolean).join('\n'),
    );
  return (
    <article className={styles.card} role="alert">
      <header className={styles.head}>
        <StateMark status="failed" size={16} silent />
        <div className={styles.words}>
          <h2>{title}</h2>
          <p className={styles.meta}>
            <code>{problem.code}</code>
            {after && <span>{after}</span>}
          </p>
        </div>
        <IconButton label="Copy the failure" onClick={copy}>
          <Copy size={14} strokeWidth={1.6} />
        </IconButton>
      </header>
      <section>
        <h3>What happened</h3>
        <p className={styles.message}>{problem.message}</p>
      </section>
      {(place || extract.length > 0) && (
        <section>
          <h3>Where</h3>
          {place && onOpen ? (
            <button type="button" className={styles.link} onClick={onOpen}>
              {place}
            </button>
          ) : (
            <p>{place}</p>
          )}
          {extract.length > 0 && <Extract lines={extract} />}
        </section>
      )}
      {(problem.remedy || action) && (
        <section>
          <h3>What to do</h3>
          {problem.remedy && <p>{problem.remedy}</p>}
          {action && <div className={styles.action}>{action}</div>}
        </section>
      )}
    </article>
  );
}

function Extract({ lines }: { readonly lines: readonly ExtractLine[] }) {
  return (
    <pre className={styles.extract}>
      {lines.map((line) => (
        <div key={line.number} className={line.wrong ? styles.wrong : undefined}>
          <span>{line.number}</span>
          {line.text}
        </div>
      ))}
    </pre>
  );
}
