import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatCounted } from '#components/charts/format.ts';
import { Avatars, StateMark } from '#components/ui/index.ts';
import type { ProjectCard } from '#lib/contracts/api.ts';
import styles from './projects.module.css';

const MARKS = {
  queued: 'queued',
  running: 'running',
  success: 'fresh',
  failed: 'failed',
  cancelled: 'skipped',
  lost: 'failed',
} as const;

/** A project a person is a member of: last run, best score, open tasks, who is in it. */
export function OwnProject({ project }: { readonly project: ProjectCard }): ReactNode {
  const { lastRun, bestScore } = project;
  return (
    <Link href={`/p/${project.slug}`} className={styles.project}>
      <span className={styles.projectHead}>
        <b>{project.name}</b>
        <Avatars people={project.members} size={20} />
      </span>
      <span className={styles.facts}>
        {lastRun ? (
          <span>
            <StateMark status={MARKS[lastRun.status]} /> run {lastRun.number}
          </span>
        ) : (
          <span>not run yet</span>
        )}
        {bestScore ? (
          <span>
            {bestScore.metric} <b>{bestScore.value.toFixed(3)}</b>
            {bestScore.std === undefined ? null : ` ± ${bestScore.std.toFixed(3)}`}
          </span>
        ) : null}
        <span>{formatCounted(project.files, 'file')}</span>
        {project.openTasks > 0 ? <span>{project.openTasks} open tasks</span> : null}
      </span>
    </Link>
  );
}
