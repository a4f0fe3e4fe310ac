'use client';
import type { ReactNode } from 'react';
import { formatBytes, formatClock, formatDuration, formatEstimate } from '#components/charts/format.ts';
import { isOver, type LiveRun } from '#components/runs/live.ts';
import type { TrainedModel, TrainingCheck } from '#lib/contracts/train.ts';
import type { Phase } from './phase.ts';
import styles from './train.module.css';
import { TrainHead } from './train-head.tsx';

/** Recipe at the left, one of three phases at the right; nothing moves between them. */
export function TrainScreen({
  name,
  tags,
  phase,
  run,
  trained,
  check,
  now,
  recipe,
  onPhase,
  onCheckAgain,
  replay,
  children,
}: {
  readonly name: string;
  readonly tags: readonly string[];
  readonly phase: Phase;
  readonly run: LiveRun | undefined;
  readonly trained: TrainedModel | undefined;
  readonly check: TrainingCheck | undefined;
  readonly now: number;
  readonly recipe: ReactNode;
  readonly onPhase: (phase: Phase) => void;
  readonly onCheckAgain: ReactNode;
  /** A run of this node can be looked at again. */
  readonly replay: boolean;
  readonly children: ReactNode;
}) {
  const going = run !== undefined && !isOver(run.status);
  const available = new Set<Phase>(['check']);
  if (run || replay) available.add('train');
  if (trained) available.add('result');
  const done = new Set<Phase>();
  if (check && !check.findings.some(({ level }) => level === 'error')) done.add('check');
  if (run?.status === 'success' || (trained && !going)) done.add('train');
  return (
    <div className={styles.screen}>
      <TrainHead name={name} tags={tags} phase={phase} done={done} available={available} onPhase={onPhase}>
        {phase === 'check' && check?.estimate.seconds !== undefined && (
          <span>{formatEstimate(check.estimate.seconds)}</span>
        )}
        {phase === 'check' && onCheckAgain}
        {phase === 'train' && run && <span>{runningWords(run, now)}</span>}
        {phase === 'result' && trained && (
          <span>
            version {trained.version}, {formatDuration(secondsOf(trained) * 1000)}, peak{' '}
            {formatBytes(trained.peakMemoryBytes)}
          </span>
        )}
      </TrainHead>
      <div className={styles.body}>
        {recipe}
        <div className={styles.main} role="tabpanel" aria-label={phase}>
          {children}
        </div>
      </div>
    </div>
  );
}

export const secondsOf = (model: TrainedModel): number =>
  Object.values(model.phases).reduce((sum, seconds) => sum + seconds, 0);

function runningWords(run: LiveRun, now: number): string {
  if (run.startedAt === undefined) return 'waits for a runner';
  return run.ms === undefined ? formatClock(now - run.startedAt) : `ended after ${formatDuration(run.ms)}`;
}
