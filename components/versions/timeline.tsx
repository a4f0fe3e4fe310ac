'use client';
import { FolderInput, Play, Undo2, X } from 'lucide-react';
import Link from 'next/link';
import type { MouseEvent } from 'react';
import { formatAgo } from '#components/charts/format.ts';
import { runMark } from '#components/runs/marks.ts';
import { useKeyLabel } from '#components/shell/platform.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { Avatar, Button, IconButton, Segment, StateMark } from '#components/ui/index.ts';
import type { VersionSummary } from '#lib/contracts/api.ts';
import styles from './versions.module.css';
import type { Point, VersionsView } from './view.ts';

/** The versions, newest first: a click chooses the newer side, ⇧click the older. */
export function Timeline({
  versions,
  view,
  old,
  now,
  more,
  onMore,
  onView,
}: {
  readonly versions: readonly VersionSummary[];
  readonly view: VersionsView;
  readonly old: Point;
  readonly now: number;
  readonly more: boolean;
  readonly onMore: () => void;
  readonly onView: (part: Partial<VersionsView>) => void;
}) {
  const keys = useKeyLabel();
  const choose = (point: Point) => (event: MouseEvent) =>
    onView(event.shiftKey ? { old: point } : { now: point, old: undefined });
  return (
    <aside className={styles.timeline} aria-label="Versions">
      <header className={styles.timelineHead}>
        <h1>Versions</h1>
        <Segment<VersionsView['only']>
          label="Which versions"
          value={view.only}
          onChange={(only) => onView({ only })}
          options={[
            { value: 'all', label: 'All' },
            { value: 'saved', label: 'Saved' },
            { value: 'runs', label: 'Runs' },
          ]}
        />
      </header>
      {view.path !== undefined && (
        <p className={styles.path}>
          <code>{view.path}</code>
          <IconButton label="All files" onClick={() => onView({ path: undefined })}>
            <X size={12} />
          </IconButton>
        </p>
      )}
      <ol className={styles.versions}>
        <li data-side={view.now === 'draft' ? 'new' : undefined} data-draft="">
          <button type="button" onClick={choose('draft')}>
            <b>What is typed now</b>
            <small>draft</small>
          </button>
          <Side point="draft" view={view} old={old} />
        </li>
        {versions.map((version) => (
          <li
            key={version.id}
            data-side={version.number === view.now ? 'new' : version.number === old ? 'old' : undefined}
          >
            <button
              type="button"
              onClick={choose(version.number)}
              title={`${keys('shift')} click compares with this one`}
            >
              <b>
                <bdi>{version.message || WORDS[version.cause]}</bdi>
              </b>
              <small>
                <Avatar person={version.by} size={14} />
                {version.number}
                <time dateTime={version.at}>{formatAgo(version.at, now)}</time>
              </small>
            </button>
            <Side point={version.number} view={view} old={old} />
            <Cause version={version} />
          </li>
        ))}
      </ol>
      {more && (
        <Button variant="ghost" onClick={onMore}>
          Show earlier
        </Button>
      )}
    </aside>
  );
}

const WORDS: Readonly<Record<VersionSummary['cause'], string>> = {
  save: 'Saved',
  run: 'Run',
  import: 'Import',
  restore: 'Restore',
  create: 'Project created',
};

function Side({ point, view, old }: { readonly point: Point; readonly view: VersionsView; readonly old: Point }) {
  const side = point === view.now ? 'new' : point === old ? 'old' : undefined;
  return side ? <span className={styles.side}>{side}</span> : null;
}

/** What a version came of, at the right. */
function Cause({ version: { cause, run } }: { readonly version: VersionSummary }) {
  const { href } = useProject();
  if (run) {
    return (
      <Link className={styles.cause} href={href(`runs/${run.number}`)}>
        <StateMark status={runMark(run.status)} silent />
        run {run.number}
      </Link>
    );
  }
  if (cause === 'restore')
    return (
      <span className={styles.cause}>
        <Undo2 size={12} aria-hidden="true" /> restore
      </span>
    );
  if (cause === 'import')
    return (
      <span className={styles.cause}>
        <FolderInput size={12} aria-hidden="true" /> import
      </span>
    );
  return cause === 'run' ? (
    <span className={styles.cause}>
      <Play size={12} aria-hidden="true" /> run
    </span>
  ) : null;
}
