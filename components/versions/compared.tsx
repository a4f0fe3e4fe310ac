'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowRight, Download, Undo2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useEffect, useEffectEvent } from 'react';
import { formatScore, metricLabel } from '#components/charts/format.ts';
import { iconOf } from '#components/shell/file-kind.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { useHotkeys } from '#components/shell/use-hotkeys.ts';
import { Button, EmptyState, KindIcon, StateMark } from '#components/ui/index.ts';
import { fileAtQuery } from '#lib/client/queries.ts';
import type { VersionSummary } from '#lib/contracts/api.ts';
import type { VersionComparison, VersionEffect } from '#lib/contracts/version.ts';
import styles from './versions.module.css';
import { filesToShow, type Point, type ShownFile, type VersionsView } from './view.ts';

const DiffView = dynamic(() => import('./diff-view.tsx').then(({ DiffView: View }) => View), { ssr: false });

/** The files that differ, one beside the other, and what the newer version made. */
export function Compared({
  comparison,
  view,
  old,
  versions,
  onView,
  onRestore,
}: {
  readonly comparison: VersionComparison;
  readonly view: VersionsView;
  readonly old: Point;
  readonly versions: readonly VersionSummary[];
  readonly onView: (part: Partial<VersionsView>) => void;
  /** On a phone, whose head has no place for the screen's own button. */
  readonly onRestore: (() => void) | undefined;
}) {
  const { files, at } = filesToShow(comparison.files, view);
  const file = files[at];
  const step = (by: number) => () => {
    const next = files[at + by];
    if (next) onView({ file: next.path });
  };
  useHotkeys({ n: step(1), p: step(-1) });
  const sum = (side: 'added' | 'removed') => files.reduce((total, each) => total + each[side], 0);
  return (
    <>
      <header className={styles.mainHead}>
        <b>{pointName(old)}</b>
        <ArrowRight size={14} aria-hidden="true" />
        <b>{pointName(view.now)}</b>
        <span className={styles.words}>{wordsOf(view.now, versions)}</span>
        <Lines added={sum('added')} removed={sum('removed')} />
        <ExportLink point={view.now} />
        {onRestore && (
          <span className={styles.onPhone}>
            <Button icon={<Undo2 size={14} strokeWidth={1.6} />} onClick={onRestore}>
              Restore
            </Button>
          </span>
        )}
      </header>
      {file ? (
        <>
          <FileTabs files={files} chosen={file.path} onChoose={(path) => onView({ file: path })} />
          <Texts
            key={`${old} ${view.now} ${file.path}`}
            file={file}
            old={old}
            now={view.now}
            onMoved={(path) => onView({ file: path })}
          />
        </>
      ) : (
        <EmptyState
          title="Nothing is different"
          text={view.now === 'draft' ? 'The drafts say what the last version says.' : 'Both say the same.'}
        />
      )}
      {comparison.effect && <Effect effect={comparison.effect} />}
    </>
  );
}

/** The shown state as a zip for dbt. */
function ExportLink({ point }: { readonly point: Point }) {
  const { project } = useProject();
  const query = point === 'draft' ? '' : `?version=${point}`;
  return (
    <a className={styles.export} href={`/api/projects/${project.id}/export${query}`} download>
      <Download size={14} strokeWidth={1.6} aria-hidden="true" />
      Export
    </a>
  );
}

const pointName = (point: Point): string => (point === 'draft' ? 'draft' : point === 0 ? 'nothing' : String(point));

function wordsOf(point: Point, versions: readonly VersionSummary[]): string {
  const version = versions.find(({ number }) => number === point);
  return version ? `${version.message || version.cause}, ${version.by.name}` : '';
}

function Lines({ added, removed }: { readonly added: number; readonly removed: number }) {
  return (
    <span className={styles.lines}>
      {added > 0 && <ins>+{added}</ins>}
      {removed > 0 && <del>−{removed}</del>}
    </span>
  );
}

function FileTabs({
  files,
  chosen,
  onChoose,
}: {
  readonly files: readonly ShownFile[];
  readonly chosen: string;
  readonly onChoose: (path: string) => void;
}) {
  return (
    <div className={styles.files} role="tablist" aria-label="Files that differ">
      {files.map(({ path, added, removed, status }) => (
        <button
          key={path}
          type="button"
          role="tab"
          aria-selected={path === chosen}
          title={`${path}, ${status}`}
          onClick={() => onChoose(path)}
        >
          <KindIcon kind={iconOf(path, undefined)} />
          {path.split('/').at(-1)}
          <Lines added={added} removed={removed} />
        </button>
      ))}
    </div>
  );
}

function Texts({
  file,
  old,
  now,
  onMoved,
}: {
  readonly file: ShownFile;
  readonly old: Point;
  readonly now: Point;
  readonly onMoved: (path: string) => void;
}) {
  const { project } = useProject();
  const before = useQuery(fileAtQuery(project.id, String(old), file.path));
  const after = useQuery(fileAtQuery(project.id, String(now), file.path));
  const was = after.data?.was;
  const gone = before.data?.text === null && was !== undefined;
  // A link names the file as it is called now: what is looked at is the version, where it had another name.
  const follow = useEffectEvent(onMoved);
  useEffect(() => {
    if (gone) follow(was);
  }, [gone, was]);
  if (!before.data || !after.data || gone) return <div className={styles.diff} />;
  if (before.data.text === null && after.data.text === null) {
    const where = now === 'draft' ? 'in the drafts' : `in version ${now}`;
    return (
      <EmptyState title={`${file.path} is not ${where}`} text="It was not there, or had a name that can’t be told." />
    );
  }
  return <DiffView path={file.path} before={before.data.text ?? ''} after={after.data.text ?? ''} />;
}

/** What the newer version's last run made. */
function Effect({ effect }: { readonly effect: VersionEffect }) {
  const { href } = useProject();
  const { run, built, failed, tests, scores } = effect;
  return (
    <footer className={styles.effect}>
      <div>
        <h2>Run</h2>
        <Link href={href(`runs/${run}`)}>Run {run}</Link>
      </div>
      <div>
        <h2>Relations</h2>
        <span>{built} built</span>
        {failed > 0 && (
          <span>
            <StateMark status="failed" silent /> {failed} failed
          </span>
        )}
      </div>
      <div>
        <h2>Tests</h2>
        {tests.passed + tests.warned + tests.failed === 0 && <span>none</span>}
        {tests.passed > 0 && (
          <span>
            <StateMark status="passed" silent /> {tests.passed} passed
          </span>
        )}
        {tests.warned > 0 && (
          <span>
            <StateMark status="warned" silent /> {tests.warned} warn
          </span>
        )}
        {tests.failed > 0 && (
          <span>
            <StateMark status="failed" silent /> {tests.failed} failed
          </span>
        )}
      </div>
      <div>
        <h2>Score</h2>
        {scores.length === 0 && <span>nothing trained</span>}
        {scores.map(({ node, metric, value }) => (
          <span key={node}>
            {formatScore(value)} {metricLabel(metric)}, {node}
          </span>
        ))}
      </div>
    </footer>
  );
}
