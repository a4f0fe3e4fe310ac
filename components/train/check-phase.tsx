'use client';
import { useState } from 'react';
import { EmptyState, FailureCard } from '#components/ui/index.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { TrainingCheck } from '#lib/contracts/train.ts';
import { CheckStrip } from './check-strip.tsx';
import { FeatureTable } from './feature-table.tsx';
import { Findings } from './findings.tsx';
import styles from './train.module.css';

/** Before the fit: what it would work on, and what is wrong with that. */
export function CheckPhase({
  check,
  problem,
  waitsFor,
  mayEdit,
  onInclude,
  onOpenFile,
}: {
  readonly check: TrainingCheck | undefined;
  readonly problem: Problem | undefined;
  /** Upstream nodes without a relation: the check can't read rows before they are built. */
  readonly waitsFor: readonly string[];
  readonly mayEdit: boolean;
  readonly onInclude: (feature: string, included: boolean) => void;
  readonly onOpenFile: (path: string, line?: number) => void;
}) {
  const [marked, setMarked] = useState<string>();
  return (
    <>
      <CheckStrip check={check} loading={problem === undefined && waitsFor.length === 0} />
      {check ? (
        <div className={styles.columns}>
          <FeatureTable check={check} marked={marked} mayEdit={mayEdit} onInclude={onInclude} onMark={setMarked} />
          <Findings
            findings={check.findings}
            marked={marked}
            mayEdit={mayEdit}
            onMark={setMarked}
            onLeaveOut={(feature) => onInclude(feature, false)}
          />
        </div>
      ) : (
        <div className={styles.center}>
          {waitsFor.length > 0 ? (
            <EmptyState
              title="The training set is not built yet"
              text={`It reads ${waitsFor.slice(0, 3).join(', ')}${waitsFor.length > 3 ? ` and ${waitsFor.length - 3} more` : ''}. Train builds what is missing first, then checks and fits.`}
            />
          ) : problem ? (
            <FailureCard
              title="The training set can’t be learned from"
              problem={problem}
              onOpen={problem.path ? () => onOpenFile(problem.path ?? '', problem.line) : undefined}
            />
          ) : (
            <p className={styles.under}>Reads the training set and looks for leaks…</p>
          )}
        </div>
      )}
    </>
  );
}
