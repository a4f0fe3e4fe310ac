'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { LiveRun } from '#components/runs/live.ts';
import { LogPanel } from '#components/runs/log-panel.tsx';
import { useLiveRun } from '#components/runs/use-live-run.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { EmptyState } from '#components/ui/index.ts';
import { runsQuery } from '#lib/client/queries.ts';

/** The log of the run that goes on, else of the last one. */
export function LogTab({ run, number }: { readonly run: LiveRun; readonly number: number | undefined }) {
  const { project } = useProject();
  const { data: runs } = useQuery(runsQuery(project.id));
  const last = run.order.length > 0 ? undefined : runs?.[0];
  const replay = useLiveRun(project.id, last?.id);
  const shown = last ? replay : run;
  const shownNumber = last?.number ?? number;
  const names = useMemo(() => new Map([...shown.steps].map(([id, { step }]) => [id, step.name])), [shown.steps]);
  const [chosen, setChosen] = useState<string>();
  if (shown.log.length === 0) {
    return shown.order.length > 0 ? (
      <EmptyState title={`Run ${shownNumber} has said nothing`} text="Notices, prints and warnings stand here." />
    ) : (
      <EmptyState title="No log yet" text="While something runs, what it says stands here, line by line." />
    );
  }
  return (
    <LogPanel
      log={shown.log}
      names={names}
      chosen={chosen}
      onAll={() => setChosen(undefined)}
      fileName={`run-${shownNumber ?? ''}.log`}
    />
  );
}
