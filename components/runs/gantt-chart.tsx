'use client';
import { useEffect, useRef } from 'react';
import { formatDuration } from '#components/charts/format.ts';
import { KindIcon, StateMark } from '#components/ui/index.ts';
import styles from './gantt.module.css';
import type { Bar, Gantt } from './gantt.ts';
import { stepMark } from './marks.ts';

/** Steps as bars over time. The chosen step is a row of a listbox; J/K move it. */
export function GanttChart({
  gantt,
  chosen,
  onChoose,
}: {
  readonly gantt: Gantt;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
}) {
  const percent = (ms: number): string => `${(ms / (gantt.span * 1.08)) * 100}%`;
  return (
    <section className={styles.gantt} aria-label="Steps">
      <header className={styles.axisRow}>
        <h2>
          Steps <span>{gantt.bars.length}</span>
        </h2>
        <div className={styles.axis}>
          {labelled(gantt).map((tick) => (
            <span key={tick} style={{ left: percent(tick) }}>
              {tick === 0 ? '0' : tickLabel(tick)}
            </span>
          ))}
        </div>
        <span className={styles.key}>
          <i />
          longest path
        </span>
      </header>
      <div className={styles.rows} role="listbox" aria-label="Steps of the run" tabIndex={0}>
        {gantt.ticks.map((tick) => (
          <i
            key={tick}
            aria-hidden="true"
            className={styles.gridLine}
            style={{ left: `calc(232px + (100% - 232px) * ${tick / (gantt.span * 1.08)})` }}
          />
        ))}
        {gantt.bars.map((bar) => (
          <GanttRow key={bar.id} bar={bar} percent={percent} on={chosen === bar.id} onChoose={onChoose} />
        ))}
      </div>
    </section>
  );
}

function GanttRow({
  bar,
  percent,
  on,
  onChoose,
}: {
  readonly bar: Bar;
  readonly percent: (ms: number) => string;
  readonly on: boolean;
  readonly onChoose: (id: string | undefined) => void;
}) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (on) row.current?.scrollIntoView({ block: 'nearest' });
  }, [on]);
  const { step, status, ms } = bar.live;
  const mark = stepMark(status);
  const classes = [styles.bar, bar.critical && styles.critical, styles[`bar-${mark}`]].filter(Boolean).join(' ');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the screen takes J, K and arrows
    <div
      ref={row}
      role="option"
      tabIndex={-1}
      aria-selected={on}
      className={styles.row}
      data-state={mark}
      onClick={() => onChoose(on ? undefined : bar.id)}
    >
      <span className={styles.rowName}>
        <StateMark status={mark} />
        <KindIcon kind={step.kind} />
        <span>{step.name}</span>
      </span>
      <span className={styles.lane}>
        {bar.start !== undefined && bar.length !== undefined && status !== 'skipped' ? (
          <>
            <i className={classes} style={{ left: percent(bar.start), width: `max(3px, ${percent(bar.length)})` }} />
            <em style={{ left: `calc(${percent(bar.start + bar.length)} + 8px)` }}>
              {formatDuration(ms ?? bar.length)}
            </em>
          </>
        ) : (
          <em className={styles.waits}>{waitText(bar)}</em>
        )}
      </span>
    </div>
  );
}

/** The words *longest path* stand at the axis's end: a tick below them goes without its label. */
const labelled = ({ ticks, span }: Gantt): readonly number[] => ticks.filter((tick) => tick < span * 0.82);

function waitText({ live }: Bar): string {
  if (live.status === 'skipped') return live.problem?.message ?? 'skipped, an upstream step failed';
  if (live.status === 'cancelled') return 'cancelled';
  return live.status === 'queued' ? 'waits' : '';
}

function tickLabel(ms: number): string {
  return ms < 60_000 ? `${ms / 1000} s` : formatDuration(ms);
}
