'use client';
import { useEffect, useMemo, useState } from 'react';
import type { RunDetail } from '#lib/contracts/api.ts';
import { toGantt } from './gantt.ts';
import { GanttChart } from './gantt-chart.tsx';
import type { LiveRun } from './live.ts';
import { LogPanel } from './log-panel.tsx';
import styles from './run-detail.module.css';
import { RunHead } from './run-head.tsx';
import { RunSide } from './run-side.tsx';

/** One run: Gantt, log, and what to do. J/K or arrows pick a step, Esc lets it go. */
export function RunDetailView({
  detail,
  run,
  now,
  onOpenFile,
}: {
  readonly detail: RunDetail;
  readonly run: LiveRun;
  readonly now: number;
  readonly onOpenFile: (path: string, line?: number) => void;
}) {
  const gantt = useMemo(() => toGantt(run, now), [run, now]);
  const names = useMemo(() => new Map([...run.steps].map(([id, { step }]) => [id, step.name])), [run.steps]);
  const [chosen, setChosen] = useState<string>();
  useStepKeys(
    gantt.bars.map(({ id }) => id),
    chosen,
    setChosen,
  );
  return (
    <div className={styles.detail}>
      <RunHead detail={detail} run={run} now={now} />
      <div className={styles.body}>
        <div className={styles.left}>
          <GanttChart gantt={gantt} chosen={chosen} onChoose={setChosen} />
          <LogPanel
            log={run.log}
            names={names}
            chosen={chosen}
            onAll={() => setChosen(undefined)}
            fileName={`run-${detail.number}.log`}
          />
        </div>
        <RunSide
          run={run}
          chosen={chosen === undefined ? undefined : run.steps.get(chosen)}
          versionNumber={detail.versionNumber}
          onOpenFile={onOpenFile}
          onChoose={setChosen}
        />
      </div>
    </div>
  );
}

function useStepKeys(
  ids: readonly string[],
  chosen: string | undefined,
  choose: (id: string | undefined) => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [role=dialog]');
      if (typing || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      const step =
        event.key === 'j' || event.key === 'ArrowDown' ? 1 : event.key === 'k' || event.key === 'ArrowUp' ? -1 : 0;
      if (event.key === 'Escape' && chosen !== undefined) choose(undefined);
      else if (step !== 0)
        choose(ids[Math.min(Math.max((chosen === undefined ? -1 : ids.indexOf(chosen)) + step, 0), ids.length - 1)]);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [ids, chosen, choose]);
}
