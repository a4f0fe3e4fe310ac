'use client';
import { useMemo } from 'react';
import { Chart } from '#components/charts/chart.tsx';
import { curveOption, curveSeries } from '#components/charts/curve.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatScore,
  formatShort,
  formatTime,
  metricLabel,
} from '#components/charts/format.ts';
import { sparkPoints } from '#components/charts/spark.tsx';
import { type CurvePoint, isOver, type LiveRun, type LiveStep } from '#components/runs/live.ts';
import { FailureCard, StateMark } from '#components/ui/index.ts';
import styles from './during.module.css';
import { type FoldLine, foldLines } from './folds.ts';
import { type Stage, stagesOf } from './phase.ts';

/** The model while it learns: stages, curve, rows a second, memory under its cap, folds, log. */
export function DuringPhase({
  run,
  step,
  nodeId,
  metric,
  capBytes,
  onOpenFile,
}: {
  readonly run: LiveRun;
  readonly step: LiveStep | undefined;
  readonly nodeId: string;
  readonly metric: string;
  readonly capBytes: number | undefined;
  readonly onOpenFile: (path: string, line?: number) => void;
}) {
  const progress = step?.progress;
  const curve = run.curves.get(nodeId) ?? [];
  const done = step?.status === 'success';
  const problem = step?.problem ?? run.problem;
  const failed = isOver(run.status) || (step !== undefined && step.problem !== undefined);
  const stages = stagesOf(progress, done ? 'done' : failed ? 'failed' : 'going');
  return (
    <>
      <Stages stages={stages} waiting={waitWords(run, step)} />
      <div className={styles.middle}>
        <section className={styles.curve}>
          <header>
            <h3>{progress?.folds ? `Fold ${progress.fold ?? 1} of ${progress.folds}` : 'Learning curve'}</h3>
            <span>{progress?.iteration === undefined ? '' : `iteration ${formatCount(progress.iteration)}`}</span>
            <span className={styles.metric}>{metricLabel(progress?.metric ?? metric)}</span>
          </header>
          {problem ? (
            <div className={styles.failure}>
              <FailureCard
                title="Training stopped"
                problem={problem}
                onOpen={problem.path ? () => onOpenFile(problem.path ?? '', problem.line) : undefined}
              />
            </div>
          ) : curve.length === 0 ? (
            <p className={styles.empty}>{waitWords(run, step) || 'The curve begins with the first iteration.'}</p>
          ) : (
            <LiveCurve points={curve} metric={progress?.metric ?? metric} iterations={progress?.iterations} />
          )}
        </section>
        <Facts step={step} memory={run.memory.get(nodeId) ?? []} capBytes={capBytes} lines={foldLines(curve)} />
      </div>
      <FoldTable
        lines={foldLines(curve)}
        metric={progress?.metric ?? metric}
        now={done || failed ? undefined : progress?.fold}
      />
      <LogTail run={run} nodeId={nodeId} />
    </>
  );
}

function waitWords(run: LiveRun, step: LiveStep | undefined): string {
  if (run.status === 'queued') return 'Waits for a runner.';
  if (step?.status !== 'queued') return '';
  const going = [...run.steps.values()].filter(({ status }) => status === 'running').map(({ step: { name } }) => name);
  return going.length > 0 ? `First upstream: ${going.slice(0, 3).join(', ')}.` : 'Starts in a moment.';
}

const MARKS = { past: 'done', now: 'running', next: 'queued', failed: 'failed' } as const;

function Stages({ stages, waiting }: { readonly stages: readonly Stage[]; readonly waiting: string }) {
  return (
    <ol className={styles.stages} aria-label="Stages">
      {stages.map(({ name, state, note, weight, fraction }) => (
        <li
          key={name}
          style={{ flexGrow: weight }}
          data-state={state}
          aria-current={state === 'now' ? 'step' : undefined}
        >
          <span>
            <StateMark status={MARKS[state]} />
            <b>{name}</b>
            <em>{state === 'next' && name === 'Read' ? waiting : note}</em>
          </span>
          <i>
            <i style={{ transform: `scaleX(${fraction})` }} />
          </i>
        </li>
      ))}
    </ol>
  );
}

function LiveCurve({
  points,
  metric,
  iterations,
}: {
  readonly points: readonly CurvePoint[];
  readonly metric: string;
  readonly iterations: number | undefined;
}) {
  const option = useMemo(() => curveOption(curveSeries(points), metric, iterations), [points, metric, iterations]);
  const last = points.at(-1);
  const said = last?.validation ?? last?.train;
  return (
    <Chart
      className={styles.chart}
      option={option}
      label={`${metricLabel(metric)} by iteration, ${said === undefined ? 'nothing yet' : `now ${formatScore(said)}`}`}
    />
  );
}

function Facts({
  step,
  memory,
  capBytes,
  lines,
}: {
  readonly step: LiveStep | undefined;
  readonly memory: readonly { at: number; bytes: number }[];
  readonly capBytes: number | undefined;
  readonly lines: readonly FoldLine[];
}) {
  const progress = step?.progress;
  const bytes = progress?.memoryBytes ?? memory.at(-1)?.bytes;
  const ended = lines.filter(({ best }) => best !== undefined);
  const mean = ended.reduce((sum, { best = 0 }) => sum + best, 0) / Math.max(ended.length, 1);
  return (
    <aside className={styles.facts} aria-label="While it learns">
      <div className={styles.two}>
        <Fact title="Rows read" value={progress?.rows === undefined ? '–' : formatCount(progress.rows)} unit="" />
        <Fact
          title="Speed"
          value={progress?.rowsPerSecond === undefined ? '–' : formatShort(progress.rowsPerSecond)}
          unit={progress?.rowsPerSecond === undefined ? '' : 'rows/s'}
        />
      </div>
      <section className={styles.memory}>
        <h4>
          Memory of the child process <b>{bytes === undefined ? '–' : formatBytes(bytes)}</b>
        </h4>
        <MemoryPicture memory={memory} capBytes={capBytes} />
      </section>
      <div className={styles.two}>
        <Fact
          title="So far"
          value={ended.length === 0 ? '–' : formatScore(mean)}
          unit={ended.length === 0 ? '' : `± ${formatScore(spread(ended, mean))}`}
        />
        <Fact
          title="Folds"
          value={ended.length === 0 ? '–' : String(ended.length)}
          unit={progress?.folds ? `of ${progress.folds}` : ''}
        />
      </div>
    </aside>
  );
}

function spread(lines: readonly FoldLine[], mean: number): number {
  if (lines.length < 2) return 0;
  return Math.sqrt(lines.reduce((sum, { best = 0 }) => sum + (best - mean) ** 2, 0) / (lines.length - 1));
}

function Fact({ title, value, unit }: { readonly title: string; readonly value: string; readonly unit: string }) {
  return (
    <div>
      <h4>{title}</h4>
      <p className={styles.value}>
        {value}
        <span>{unit}</span>
      </p>
    </div>
  );
}

function MemoryPicture({
  memory,
  capBytes,
}: {
  readonly memory: readonly { at: number; bytes: number }[];
  readonly capBytes: number | undefined;
}) {
  const [width, height] = [300, 84];
  const most = Math.max(capBytes ?? 0, ...memory.map(({ bytes }) => bytes), 1);
  // The cap is the picture's height: how near the child comes to it is what one looks for.
  const points = sparkPoints([0, ...memory.map(({ bytes }) => bytes), most], width, height).slice(1, -1);
  const line = points.map(([x, y]) => `${x} ${y}`).join('L');
  return (
    <svg
      className={styles.memoryPicture}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {capBytes !== undefined && <line x1="0" x2={width} y1="3" y2="3" className={styles.cap} />}
      {points.length > 1 && (
        <>
          <path
            d={`M${points[0]?.[0]} ${height}L${line}L${points.at(-1)?.[0]} ${height}Z`}
            className={styles.memoryArea}
          />
          <path d={`M${line}`} className={styles.memoryLine} />
        </>
      )}
    </svg>
  );
}

function FoldTable({
  lines,
  metric,
  now,
}: {
  readonly lines: readonly FoldLine[];
  readonly metric: string;
  readonly now: number | undefined;
}) {
  return (
    <div className={styles.folds}>
      <table>
        <thead>
          <tr>
            <th scope="col">Fold</th>
            <th scope="col">State</th>
            <th scope="col" className={styles.right}>
              {metricLabel(metric)}, best
            </th>
            <th scope="col" className={styles.right}>
              Train
            </th>
            <th scope="col" className={styles.right}>
              Best iteration
            </th>
            <th scope="col" className={styles.right}>
              Iterations
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.fold} data-now={line.fold === now}>
              <td>{line.fold}</td>
              <td>
                <span className={styles.foldState}>
                  <StateMark status={line.fold === now ? 'running' : 'passed'} />
                  {line.fold === now ? 'fits' : 'done'}
                </span>
              </td>
              <td className={styles.right}>
                <b>{line.best === undefined ? '–' : formatScore(line.best)}</b>
              </td>
              <td className={styles.right}>{line.train === undefined ? '–' : formatScore(line.train)}</td>
              <td className={styles.right}>{line.bestIteration ?? '–'}</td>
              <td className={styles.right}>{line.iterations}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LogTail({ run, nodeId }: { readonly run: LiveRun; readonly nodeId: string }) {
  const lines = run.log.filter((line) => line.nodeId === nodeId || line.nodeId === undefined).slice(-4);
  return (
    <div className={styles.log} role="log" aria-label="Log">
      {lines.map((line) => (
        <p key={line.seq} data-level={line.level}>
          <time>{formatTime(line.at)}</time>
          <span>{line.level}</span>
          {line.text}
        </p>
      ))}
      {run.ms !== undefined && lines.length < 4 && <p>ended after {formatDuration(run.ms)}</p>}
    </div>
  );
}
