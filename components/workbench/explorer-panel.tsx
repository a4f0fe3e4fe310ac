'use client';
import { useQuery } from '@tanstack/react-query';
import { ListFilter, Plus, Search, Upload, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { z } from 'zod';
import { usePresence } from '#components/editor/presence.tsx';
import { useProjectEdits } from '#components/editor/use-project-edits.tsx';
import { DatabaseTree } from '#components/explorer/database-tree.tsx';
import styles from '#components/explorer/explorer.module.css';
import { FileTree, type Making } from '#components/explorer/file-tree.tsx';
import { Outline } from '#components/explorer/outline.tsx';
import { Section } from '#components/explorer/section.tsx';
import { foldersAbove } from '#components/explorer/tree.ts';
import { DeletedFiles } from '#components/files/deleted-files.tsx';
import { useFileActions } from '#components/files/use-file-actions.tsx';
import type { ProjectNodes } from '#components/graph/use-project-nodes.ts';
import { useKeyLabel } from '#components/shell/platform.tsx';
import { usePreference } from '#components/shell/preferences.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { sameList, useStable } from '#components/shell/use-stable.ts';
import { IconButton, Input } from '#components/ui/index.ts';
import { catalogQuery } from '#lib/client/queries.ts';
import { UPLOAD_TYPES } from '#lib/domain/files/upload-rules.ts';

const FOLDERS = z.array(z.string());
const SECTIONS = z.object({ database: z.boolean(), outline: z.boolean(), deleted: z.boolean().default(false) });
const CLOSED = { database: false, outline: false, deleted: false };
/** dbt's own folders stand even without a file, so that an empty project shows where things go. */
const SHOWN = ['models', 'functions', 'seeds', 'tests'];

/** Files, database, outline and what was deleted, with all that can be done to files. */
export function ExplorerPanel({
  nodes,
  current,
  text,
  changed,
  onOpen,
  onGo,
  onSearch,
  onClose,
}: {
  readonly nodes: ProjectNodes;
  readonly current: string | undefined;
  readonly text: string;
  readonly changed: ReadonlySet<string>;
  readonly onOpen: (path: string, keep: boolean) => void;
  readonly onGo: (line: number) => void;
  readonly onSearch: () => void;
  /** On a phone, where it covers the rest. */
  readonly onClose?: () => void;
}) {
  const { mayEdit, project } = useProject();
  const files = useFiles();
  const keys = useKeyLabel();
  const { peers } = usePresence();
  const actions = useFileActions(onOpen);
  const edits = useProjectEdits();
  const picker = useUploadPicker(actions.upload);
  const [stored, setOpen] = usePreference('folders', FOLDERS, ['models']);
  const [sections, setSections] = usePreference('sections', SECTIONS, CLOSED);
  const [making, setMaking] = useState<Making>();
  // A folder is there for everyone as soon as it holds a file; until then it stands here.
  const [made, setMade] = useState<readonly string[]>(SHOWN);
  const [filter, setFilter] = useState<string>();
  const all = useStable(
    files.files.map(({ path }) => path),
    sameList,
  );
  const paths = useMemo(() => matching(all, filter), [all, filter]);
  const open = useMemo(
    () => new Set([...stored, ...(filter === undefined ? [] : paths.flatMap(foldersAbove))]),
    [stored, filter, paths],
  );
  const { data: catalog } = useQuery({ ...catalogQuery(project.id), enabled: sections.database });
  const reveal = (path: string) => {
    const hidden = foldersAbove(path).filter((folder) => !open.has(folder));
    if (hidden.length > 0) setOpen([...stored, ...hidden]);
  };
  // A file that is opened from elsewhere shows where it stands; its folders can be closed again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file is what reveals
  useEffect(() => {
    if (current) reveal(current);
  }, [current]);
  const make = (folder: string, what: Making['what']) => {
    reveal(`${folder}/file`);
    setMaking({ folder, what });
  };
  const onMade = (path: string | undefined) => {
    setMaking(undefined);
    if (path === undefined) return;
    if (making?.what === 'file') return actions.create(path);
    setMade([...made, path]);
    make(path, 'file');
  };
  return (
    <nav className={styles.explorer} aria-label="Explorer">
      <header className={styles.head}>
        <h2>Files</h2>
        <IconButton label="Search in all files" keys={keys('mod+shift+f')} onClick={onSearch}>
          <Search size={14} strokeWidth={1.6} />
        </IconButton>
        <IconButton
          label="Filter"
          on={filter !== undefined}
          onClick={() => setFilter(filter === undefined ? '' : undefined)}
        >
          <ListFilter size={14} strokeWidth={1.6} />
        </IconButton>
        <IconButton label="Upload files" disabled={!mayEdit} onClick={() => picker.ask(folderOf(current))}>
          <Upload size={14} strokeWidth={1.6} />
        </IconButton>
        <IconButton label="New file" disabled={!mayEdit} onClick={() => make(folderOf(current), 'file')}>
          <Plus size={14} strokeWidth={1.6} />
        </IconButton>
        {onClose && (
          <IconButton label="Close files" keys="Esc" onClick={onClose}>
            <X size={14} strokeWidth={1.6} />
          </IconButton>
        )}
      </header>
      {filter !== undefined && (
        <div className={styles.filter}>
          <Input
            label="Filter files"
            hideLabel
            placeholder="Part of a name"
            value={filter}
            autoFocus
            onChange={(event) => setFilter(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && setFilter(undefined)}
          />
        </div>
      )}
      {files.loading ? (
        <Skeleton />
      ) : (
        <FileTree
          paths={paths}
          shown={filter ? [] : made}
          graph={nodes.graph ?? null}
          views={nodes.views}
          peers={peers}
          changed={changed}
          current={current}
          open={open}
          mayEdit={mayEdit}
          touch={onClose !== undefined}
          making={making}
          onMade={onMade}
          onNew={make}
          onToggle={(folder, next) =>
            setOpen(next ? [...new Set([...open, folder])] : [...open].filter((each) => each !== folder))
          }
          onOpen={onOpen}
          onRename={actions.rename}
          onMove={actions.moveInto}
          onAskWhere={actions.askWhere}
          onDuplicate={actions.duplicate}
          onDelete={actions.askDelete}
          onUpload={actions.upload}
          onUploadInto={picker.ask}
          onUndo={edits.undoLast}
          onRedo={edits.redoLast}
        />
      )}
      <Section
        title="Database"
        end={project.database.name}
        open={sections.database}
        onOpen={(database) => setSections({ ...sections, database })}
      >
        {catalog ? <DatabaseTree relations={catalog} own={project.branch.schema} /> : <Skeleton />}
      </Section>
      <Section title="Outline" open={sections.outline} onOpen={(outline) => setSections({ ...sections, outline })}>
        {current ? (
          <Outline path={current} text={text} onGo={onGo} />
        ) : (
          <p className={styles.note}>Open a file to see its parts.</p>
        )}
      </Section>
      <Section
        title="Recently deleted"
        open={sections.deleted}
        onOpen={(deleted) => setSections({ ...sections, deleted })}
      >
        <DeletedFiles now={nodes.now} onOpen={(path) => onOpen(path, true)} />
      </Section>
      {actions.dialogs}
      {picker.input}
    </nav>
  );
}

/** The browser's own question for files, and the folder they go into. */
function useUploadPicker(onChosen: (files: readonly File[], folder: string) => void) {
  const input = useRef<HTMLInputElement>(null);
  const folder = useRef('');
  return {
    ask: (into: string) => {
      folder.current = into;
      input.current?.click();
    },
    input: (
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        accept={UPLOAD_TYPES.join(',')}
        onChange={({ target }) => {
          onChosen([...(target.files ?? [])], folder.current);
          // The same file again is a choice again.
          target.value = '';
        }}
      />
    ),
  };
}

const folderOf = (path: string | undefined): string => path?.split('/').slice(0, -1).join('/') ?? 'models';

function matching(paths: readonly string[], filter: string | undefined): readonly string[] {
  const words = filter?.trim().toLowerCase() ?? '';
  return words === '' ? paths : paths.filter((path) => path.toLowerCase().includes(words));
}

function Skeleton() {
  return (
    <div className={styles.tree} aria-hidden="true">
      {[120, 84, 148, 132, 96, 140, 110].map((width) => (
        <div key={width} className={styles.skeleton} style={{ width }} />
      ))}
    </div>
  );
}
