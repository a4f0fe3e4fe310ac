'use client';
import { useQuery } from '@tanstack/react-query';
import { formatBytes, formatCount, formatCounted, formatDuration, formatEstimate } from '#components/charts/format.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { type ExtractLine, FailureCard, StateMark } from '#components/ui/index.ts';
import { fileAtQuery } from '#lib/client/queries.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { failedStatuses } from '#lib/contracts/run.ts';
import { extractOf } from './extract.ts';
import { isOver, type LiveRun, type LiveStep, retrySteps } from './live.ts';
import { stepMark } from './marks.ts';
import styles from './run-side.module.css';

/** Beside the Gantt: what failed and what to do, what a retry would run, and the chosen step. */
export function RunSide({
  run,
  chosen,
  versionNumber,
  onOpenFile,
  onChoose,
}: {
  readonly run: LiveRun;
  readonly chosen: LiveStep | undefined;
  readonly versionNumber: number;
  readonly onOpenFile: (path: string, line?: number) => void;
  readonly onChoose: (id: string) => void;
}) {
  const failed = failedStep(run, chosen);
  const extract = useExtract(versionNumber, failed?.problem);
  return (
    <aside className={styles.side} aria-label="What happened">
      {failed?.problem && (
        <FailureCard
          title={`${failed.step.name} ${howItWent(failed)}`}
          problem={failed.problem}
          after={failed.ms === undefined ? undefined : `after ${formatDuration(failed.ms)}`}
          extract={extract}
          onOpen={
            failed.problem.path
              ? () => onOpenFile(failed.problem?.path ?? failed.step.path, failed.problem?.line)
              : undefined
          }
        />
      )}
      {run.problem && !failed?.problem && <FailureCard title="The run stopped" problem={run.problem} />}
      {isOver(run.status) && run.status !== 'success' && <RetryNote run={run} versionNumber={versionNumber} />}
      {chosen ? <StepFacts live={chosen} /> : <RunFacts run={run} onChoose={onChoose} />}
    </aside>
  );
}

/** The lines around a problem as the run's own version has them: the text has moved on since. */
function useExtract(versionNumber: number, problem: Problem | undefined): readonly ExtractLine[] {
  const { project } = useProject();
  const { path = '', line } = problem ?? {};
  const { data } = useQuery({
    ...fileAtQuery(project.id, String(versionNumber), path),
    enabled: path !== '' && line !== undefined,
  });
  return line === undefined ? [] : extractOf(data?.text ?? undefined, line);
}

function howItWent({ step, status }: LiveStep): string {
  if (status === 'partial') return 'was built in part';
  return step.kind === 'test' ? 'failed' : 'stopped';
}

function failedStep(run: LiveRun, chosen: LiveStep | undefined): LiveStep | undefined {
  if (chosen?.problem) return chosen;
  return run.order.flatMap((id) => run.steps.get(id) ?? []).find(({ status }) => failedStatuses.includes(status));
}

/** Says before the click what *Retry from failure* runs. */
function RetryNote({ run, versionNumber }: { readonly run: LiveRun; readonly versionNumber: number }) {
  const again = retrySteps(run);
  const kept = run.steps.size - again.length;
  const took = again.reduce((sum, { ms = 0 }) => sum + ms, 0);
  if (again.length === 0) return null;
  return (
    <section className={styles.note}>
      <header>
        <h2>Retry from failure</h2>
        {took > 0 && <span>{formatEstimate(took / 1000)}</span>}
      </header>
      <p>
        Runs {formatCount(again.length)} of {formatCount(run.steps.size)} steps again on version {versionNumber}:{' '}
        {listNames(again.map(({ step }) => step.name))}.{' '}
        {kept > 0 ? `The other ${formatCount(kept)} keep what they built.` : ''}
      </p>
    </section>
  );
}

export function listNames(names: readonly string[], most = 4): string {
  if (names.length <= most) return new Intl.ListFormat('en').format(names);
  return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
}

const SLOWEST = 5;

/** Where the time went, while no step is picked. */
function RunFacts({ run, onChoose }: { readonly run: LiveRun; readonly onChoose: (id: string) => void }) {
  const ended = [...run.steps].filter(([, { ms }]) => ms !== undefined);
  const slowest = ended.toSorted(([, a], [, b]) => (b.ms ?? 0) - (a.ms ?? 0)).slice(0, SLOWEST);
  const total = ended.reduce((sum, [, { ms = 0 }]) => sum + ms, 0);
  const rows = ended.reduce((sum, [, { rows: own = 0 }]) => sum + own, 0);
  if (slowest.length === 0) return <p className={styles.hint}>Pick a step with J and K to read its log alone.</p>;
  return (
    <section className={styles.note}>
      <header>
        <h2>Where the time went</h2>
        <span>{rows > 0 ? `${formatCounted(rows, 'row')} written` : ''}</span>
      </header>
      <ul className={styles.slowest}>
        {slowest.map(([id, { step, ms = 0 }]) => (
          <li key={id}>
            <button type="button" onClick={() => onChoose(id)}>
              <span>{step.name}</span>
              <i aria-hidden="true">
                <b style={{ width: `${(ms / Math.max(total, 1)) * 100}%` }} />
              </i>
              <em>{formatDuration(ms)}</em>
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.hint}>J and K pick a step: its facts stand here, its log alone below.</p>
    </section>
  );
}

function StepFacts({ live }: { readonly live: LiveStep }) {
  const { step, status, ms, rows, failures, progress, trainedModel } = live;
  return (
    <section className={styles.note}>
      <header>
        <h2>
          <StateMark status={stepMark(status)} /> {step.name}
        </h2>
        <span>{step.materialized}</span>
      </header>
      <dl className={styles.facts}>
        <dt>Time</dt>
        <dd>{ms === undefined ? '–' : formatDuration(ms)}</dd>
        {rows !== undefined && (
          <>
            <dt>Rows</dt>
            <dd>{formatCount(rows)}</dd>
          </>
        )}
        {failures !== undefined && (
          <>
            <dt>Failing rows</dt>
            <dd>{formatCount(failures)}</dd>
          </>
        )}
        {progress?.memoryBytes !== undefined && (
          <>
            <dt>Memory</dt>
            <dd>{formatBytes(progress.memoryBytes)}</dd>
          </>
        )}
        {trainedModel && (
          <>
            <dt>Made</dt>
            <dd>
              {trainedModel.name}, version {trainedModel.version}
            </dd>
          </>
        )}
        <dt>File</dt>
        <dd>
          <code>{step.path}</code>
        </dd>
      </dl>
    </section>
  );
}
