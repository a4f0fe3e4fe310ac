'use client';
import type { ReactNode } from 'react';
import { Chip, KindIcon, StateMark } from '#components/ui/index.ts';
import type { Phase } from './phase.ts';
import styles from './train-head.module.css';

const PHASES: readonly { readonly id: Phase; readonly label: string }[] = [
  { id: 'check', label: 'Check' },
  { id: 'train', label: 'Train' },
  { id: 'result', label: 'Result' },
];

/** Name, task and estimator; the three phases as tabs; what is worth knowing at the right. */
export function TrainHead({
  name,
  tags,
  phase,
  done,
  available,
  onPhase,
  children,
}: {
  readonly name: string;
  readonly tags: readonly string[];
  readonly phase: Phase;
  readonly done: ReadonlySet<Phase>;
  readonly available: ReadonlySet<Phase>;
  readonly onPhase: (phase: Phase) => void;
  readonly children: ReactNode;
}) {
  return (
    <header className={styles.head}>
      <span className={styles.icon}>
        <KindIcon kind="train" size={18} />
      </span>
      <h1>{name}</h1>
      {tags.map((tag) => (
        <span key={tag} className={styles.tag}>
          <Chip>{tag}</Chip>
        </span>
      ))}
      <div role="tablist" aria-label="Phases" className={styles.phases}>
        {PHASES.map(({ id, label }, at) => (
          <button
            key={id}
            type="button"
            role="tab"
            aria-selected={phase === id}
            disabled={!available.has(id)}
            className={styles.phase}
            onClick={() => onPhase(id)}
          >
            {done.has(id) && phase !== id ? <StateMark status="done" /> : <b>{at + 1}</b>}
            {label}
          </button>
        ))}
      </div>
      <div className={styles.headEnd}>{children}</div>
    </header>
  );
}
