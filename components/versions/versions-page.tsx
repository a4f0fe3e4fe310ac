'use client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { usePathname, useSearchParams } from 'next/navigation';
import { useEffect, useMemo, useState } from 'react';
import { formatCounted } from '#components/charts/format.ts';
import { useNow } from '#components/runs/use-live-run.ts';
import { AppShell } from '#components/shell/app-shell.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { problemOf } from '#components/shell/project-files.tsx';
import { useHotkeys } from '#components/shell/use-hotkeys.ts';
import { FailureCard } from '#components/ui/index.ts';
import { comparisonQuery, timelineQuery } from '#lib/client/queries.ts';
import type { VersionActions } from '#lib/contracts/version.ts';
import { Compared } from './compared.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import { Timeline } from './timeline.tsx';
import styles from './versions.module.css';
import { filesToShow, oldOf, readView, restoreOf, shownVersions, type VersionsView, viewSearch } from './view.ts';

/** Every state of the project: seen, compared, brought back. */
export function VersionsPage({ restoreVersion }: VersionActions) {
  const { project, mayEdit } = useProject();
  const [view, setView] = useVersionsView();
  const timeline = useInfiniteQuery(timelineQuery(project.id, view.path));
  const versions = useMemo(() => timeline.data?.pages.flat() ?? [], [timeline.data]);
  const old = oldOf(view, versions);
  const comparison = useQuery({
    ...comparisonQuery(project.id, String(old), String(view.now)),
    enabled: timeline.data !== undefined,
  });
  const [restoring, setRestoring] = useState(false);
  const source = mayEdit ? restoreOf(view, old) : undefined;
  const differing = comparison.data?.files ?? [];
  const { files, at } = filesToShow(differing, view);
  const now = useNow(false);
  const shown = shownVersions(versions, view.only);
  const step = (by: number) => () => {
    const at = shown.findIndex(({ number }) => number === view.now);
    const next = shown[at + by];
    if (next) setView({ now: next.number, old: undefined });
    else if (by < 0) setView({ now: 'draft', old: undefined });
  };
  useHotkeys({ j: step(1), k: step(-1) });
  return (
    <AppShell
      screen="versions"
      title="Versions"
      primary={
        mayEdit
          ? {
              label: 'Restore',
              icon: <Undo2 size={14} strokeWidth={1.6} />,
              disabled: source === undefined,
              hint: `Bring version ${source} back as a new version`,
              onAct: () => setRestoring(true),
            }
          : null
      }
      statusEnd={versions[0] ? <span>{formatCounted(versions[0].number, 'version')}</span> : null}
    >
      <div className={styles.page}>
        <Timeline
          versions={shown}
          view={view}
          old={old}
          now={now}
          more={timeline.hasNextPage}
          onMore={() => void timeline.fetchNextPage()}
          onView={setView}
        />
        <section className={styles.main} aria-label="What is different">
          {comparison.error ? (
            <FailureCard title="The two can’t be compared" problem={problemOf(comparison.error)} />
          ) : (
            comparison.data && (
              <Compared
                comparison={comparison.data}
                view={view}
                old={old}
                versions={versions}
                onView={setView}
                onRestore={source === undefined ? undefined : () => setRestoring(true)}
              />
            )
          )}
        </section>
      </div>
      {restoring && source !== undefined && (
        <RestoreDialog
          number={source}
          file={files[at]?.path}
          files={view.now === 'draft' ? differing.length : 0}
          restoreVersion={restoreVersion}
          onClose={() => setRestoring(false)}
          onDone={() => setView({ now: 'draft', old: undefined })}
        />
      )}
    </AppShell>
  );
}

function useVersionsView(): readonly [VersionsView, (part: Partial<VersionsView>) => void] {
  const search = useSearchParams();
  const path = usePathname();
  const view = useMemo(() => readView(new URLSearchParams(search)), [search]);
  useEffect(() => {
    document.title = view.now === 'draft' ? 'Versions' : `Version ${view.now}`;
  }, [view.now]);
  // The browser's own: the page is the same one, and asking the server for it would cost each letter a way there.
  return [view, (part) => window.history.replaceState(null, '', `${path}${viewSearch({ ...view, ...part })}`)];
}
