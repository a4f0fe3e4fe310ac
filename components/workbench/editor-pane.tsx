'use client';
import { ChevronRight, Eye, History as HistoryIcon, UserPen } from 'lucide-react';
import Link from 'next/link';
import { Fragment, type ReactNode, useMemo, useState } from 'react';
import { CodeView, type CursorPlace, type GoTo } from '#components/editor/code-view.tsx';
import { TabModels } from '#components/editor/models.ts';
import { usePresence } from '#components/editor/presence.tsx';
import { TabText } from '#components/editor/tab-text.tsx';
import { useBlameChoice } from '#components/editor/use-blame.ts';
import { useMonaco } from '#components/editor/use-monaco.ts';
import { useKeyLabel } from '#components/shell/platform.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { useHotkeys } from '#components/shell/use-hotkeys.ts';
import { sameJson, useStable } from '#components/shell/use-stable.ts';
import { Avatar, Button, EmptyState, IconButton, Note, StateMark, useToast } from '#components/ui/index.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { OpenTabs } from './tabs.ts';
import styles from './workbench.module.css';

/** The text of the chosen tab: at once as it is stored, and live as soon as Monaco and the document are here. */
export function EditorPane({
  tabs,
  goTo,
  stored,
  problems,
  said,
  onCursor,
  onCompiled,
  start,
}: {
  readonly tabs: OpenTabs;
  readonly goTo: GoTo | undefined;
  /** What the open file said when it was last read. */
  readonly stored: string | undefined;
  readonly problems: readonly Problem[];
  /** What stands at the right of the path: how the text differs from the last version. */
  readonly said: string;
  readonly onCursor: (place: CursorPlace) => void;
  readonly onCompiled: () => void;
  /** Shown while no file is open. */
  readonly start: ReactNode;
}) {
  const { mayEdit } = useProject();
  const { complete } = useFiles();
  const { monaco, failed, retry } = useMonaco();
  const toast = useToast();
  const [models] = useState(() => new TabModels());
  const path = tabs.current;
  // A graph made anew with each letter says the same of this file mostly: Monaco need not mark it anew.
  const own = useStable(
    useMemo(() => problems.filter((problem) => problem.path === path), [problems, path]),
    sameJson,
  );
  if (path === undefined) return <div className={styles.editor}>{start}</div>;
  return (
    <>
      <Crumbs path={path} said={said} onCompiled={onCompiled} />
      {failed && (
        <div className={styles.bars}>
          <Note
            tone="warn"
            icon={<StateMark status="warned" />}
            action={
              <Button size="small" onClick={retry}>
                Try again
              </Button>
            }
          >
            The editor could not be loaded; the text can be read.
          </Note>
        </div>
      )}
      <div className={styles.editor} id="editor" role="tabpanel" aria-label={path}>
        <FollowBar />
        {monaco && complete ? (
          <>
            {tabs.open.map((each) => (
              <TabText key={each} path={each} monaco={monaco} models={models} />
            ))}
            <CodeView
              monaco={monaco}
              models={models}
              path={path}
              readOnly={!mayEdit}
              problems={own}
              goTo={goTo}
              onCursor={onCursor}
              onSay={(text) => toast({ mark: 'warned', text })}
            />
          </>
        ) : (
          <pre className={styles.still}>{stored ?? ''}</pre>
        )}
      </div>
    </>
  );
}

/** Whom the editor follows, and how that ends. */
function FollowBar() {
  const { following, follow } = usePresence();
  useHotkeys({ escape: following ? () => follow(undefined) : undefined });
  if (!following) return null;
  return (
    <div className={styles.follow} style={{ '--p': `var(--p${following.colour})` }} role="status">
      <Avatar person={following} size={16} />
      Following {following.name}
      <button type="button" onClick={() => follow(undefined)}>
        Stop <kbd>Esc</kbd>
      </button>
    </div>
  );
}

function Crumbs({
  path,
  said,
  onCompiled,
}: {
  readonly path: string;
  readonly said: string;
  readonly onCompiled: () => void;
}) {
  const parts = path.split('/');
  return (
    <div className={styles.crumbs}>
      {parts.map((part, at) => (
        <Fragment key={parts.slice(0, at + 1).join('/')}>
          {at > 0 && <ChevronRight size={11} strokeWidth={1.6} aria-hidden="true" />}
          <span className={at === parts.length - 1 ? styles.crumbName : undefined}>{part}</span>
        </Fragment>
      ))}
      <span className={styles.push}>{said}</span>
      <History path={path} />
      <IconButton label="Show the compiled SQL" onClick={onCompiled}>
        <Eye size={14} strokeWidth={1.6} />
      </IconButton>
    </div>
  );
}

/** Who wrote each line, and the file's versions. */
function History({ path }: { readonly path: string }) {
  const { href } = useProject();
  const [blame, setBlame] = useBlameChoice();
  return (
    <>
      <IconButton label="Who wrote each line" on={blame} onClick={() => setBlame(!blame)}>
        <UserPen size={14} strokeWidth={1.6} />
      </IconButton>
      <Link
        href={href(`versions?path=${encodeURIComponent(path)}`)}
        aria-label={`Versions of ${path}`}
        title="Versions of this file"
      >
        <HistoryIcon size={14} strokeWidth={1.6} aria-hidden="true" />
      </Link>
    </>
  );
}

/** Says what to do where files are but none is open. */
export function NothingOpen() {
  const keys = useKeyLabel()('mod+p');
  return (
    <EmptyState
      title="No file is open"
      text={`Pick one in the explorer, or press ${keys} and write a part of its name.`}
    />
  );
}
