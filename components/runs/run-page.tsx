'use client';
import { useQuery } from '@tanstack/react-query';
import { RotateCcw, X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { AppShell, StatusItem } from '#components/shell/app-shell.tsx';
import type { PrimaryAction } from '#components/shell/primary.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { EmptyState, FailureCard } from '#components/ui/index.ts';
import { runQuery, runsQuery } from '#lib/client/queries.ts';
import type { RunDetail } from '#lib/contracts/api.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { fromDetail, isOver, type LiveRun, mergeLive, retrySteps } from './live.ts';
import styles from './page.module.css';
import { RunDetailView } from './run-detail.tsx';
import { listNames } from './run-side.tsx';
import { useActiveRun, useLiveRun, useNow } from './use-live-run.ts';
import { type RunActions, useRunActions } from './use-run-actions.ts';

/** One run by its number. */
export function RunPage({ number }: { readonly number: number }) {
  const { project, href, fileHref, mayEdit } = useProject();
  const router = useRouter();
  useActiveRun(project.id);
  const { data: runs, error: listError } = useQuery(runsQuery(project.id));
  const found = runs?.find((run) => run.number === number);
  const { data: detail, error } = useQuery({ ...runQuery(project.id, found?.id ?? ''), enabled: found !== undefined });
  const stream = useLiveRun(project.id, found?.id);
  const run = useMemo(() => detail && mergeLive(fromDetail(detail), stream), [detail, stream]);
  const now = useNow(run !== undefined && !isOver(run.status), 250);
  const actions = useRunActions();
  const problem = [error, listError].find((each) => each instanceof ProblemError);
  return (
    <AppShell
      screen="runs"
      title={`Run ${number}`}
      primary={mayEdit && detail && run ? primaryOf(detail, run, actions) : null}
      statusEnd={<StatusItem>Run {number}</StatusItem>}
    >
      {detail && run ? (
        <RunDetailView
          detail={detail}
          run={run}
          now={now}
          onOpenFile={(path, line) => router.push(fileHref(path, line))}
        />
      ) : (
        <div className={styles.page}>
          <div className={styles.center}>
            {problem ? (
              <FailureCard title={`Run ${number} can’t be read`} problem={problem.problem} />
            ) : (
              runs &&
              !found && <EmptyState title={`There is no run ${number}`} text={<a href={href('runs')}>All runs</a>} />
            )}
          </div>
        </div>
      )}
    </AppShell>
  );
}

/** Cancel while it goes on; retry, saying what it will run, when it did not end well; else the same again. */
function primaryOf(detail: RunDetail, run: LiveRun, actions: RunActions): PrimaryAction {
  if (!isOver(run.status)) {
    return {
      label: 'Cancel',
      tone: 'danger',
      icon: <X size={14} />,
      loading: actions.busy,
      onAct: () => void actions.cancel(detail.id),
    };
  }
  const again = retrySteps(run);
  const icon = <RotateCcw size={14} strokeWidth={1.6} />;
  if (run.status !== 'success' && again.length > 0) {
    const hint = `Runs ${again.length} of ${run.steps.size} steps: ${listNames(again.map(({ step }) => step.name))}`;
    return {
      label: 'Retry from failure',
      icon,
      hint,
      loading: actions.busy,
      onAct: () => void actions.retry(detail.id),
    };
  }
  const wish = { command: detail.command, select: detail.select };
  return {
    label: 'Run again',
    icon,
    hint: 'The same selection on the text of now',
    loading: actions.busy,
    onAct: () => void actions.start(wish),
  };
}
