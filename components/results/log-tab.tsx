'use client';
import { useMemo, useState } from 'react';
import type { LiveRun } from '#components/runs/live.ts';
import { LogPanel } from '#components/runs/log-panel.tsx';
import { EmptyState } from '#components/ui/index.ts';

/** The log of the run that goes on, or of the last one watched. */
export function LogTab({ run, number }: { readonly run: LiveRun; readonly number: number | undefined }) {
  const names = useMemo(() => new Map([...run.steps].map(([id, { step }]) => [id, step.name])), [run.steps]);
  const [chosen, setChosen] = useState<string>();
  if (run.log.length === 0) {
    return <EmptyState title="No log yet" text="While something runs, what it says stands here, line by line." />;
  }
  return (
    <LogPanel
      log={run.log}
      names={names}
      chosen={chosen}
      onAll={() => setChosen(undefined)}
      fileName={`run-${number ?? ''}.log`}
    />
  );
}
