'use client';
import { useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { AppShell } from '#components/shell/app-shell.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { FailureCard } from '#components/ui/index.ts';
import { runsQuery } from '#lib/client/queries.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import styles from './page.module.css';
import { RunList } from './run-list.tsx';
import { RunPill } from './run-pill.tsx';
import { useActiveRun, useNow } from './use-live-run.ts';
import { useRunActions } from './use-run-actions.ts';

/** Every run of the project. */
export function RunsPage() {
  const { project, href, mayEdit } = useProject();
  const router = useRouter();
  const { data: runs, error } = useQuery(runsQuery(project.id));
  const active = useActiveRun(project.id);
  const now = useNow(active.going);
  const { start, busy } = useRunActions();
  const build = {
    label: 'Run',
    icon: <Play size={14} strokeWidth={1.6} />,
    loading: busy,
    hint: 'Build the whole project with its tests',
  };
  return (
    <AppShell
      screen="runs"
      title="Runs"
      primary={mayEdit ? { ...build, onAct: () => void start({ command: 'build', select: [] }) } : null}
      pill={<RunPill active={active} hrefOf={(number) => href(`runs/${number}`)} />}
    >
      <div className={styles.page}>
        <header className={styles.pageHead}>
          <h1>Runs</h1>
          <span>{runs ? runs.length : ''}</span>
        </header>
        {error instanceof ProblemError && (
          <div className={styles.center}>
            <FailureCard title="The runs can’t be read" problem={error.problem} />
          </div>
        )}
        {runs && (
          <RunList
            runs={runs}
            now={now}
            hrefOf={(run) => href(`runs/${run.number}`)}
            onOpen={(run) => router.push(href(`runs/${run.number}`))}
          />
        )}
      </div>
    </AppShell>
  );
}
