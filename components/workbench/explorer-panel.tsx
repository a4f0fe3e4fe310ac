'use client';
import { useQuery } from '@tanstack/react-query';
import { ListFilter, Plus } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { z } from 'zod';
import { usePresence } from '#components/editor/presence.tsx';
import { DatabaseTree } from '#components/explorer/database-tree.tsx';
import styles from '#components/explorer/explorer.module.css';
import { FileTree } from '#components/explorer/file-tree.tsx';
import { Outline } from '#components/explorer/outline.tsx';
import { Section } from '#components/explorer/section.tsx';
import { firstText, foldersAbove } from '#components/explorer/tree.ts';
import type { ProjectNodes } from '#components/graph/use-project-nodes.ts';
import { usePreference } from '#components/shell/preferences.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { Button, Dialog, IconButton, Input, useToast } from '#components/ui/index.ts';
import { catalogQuery } from '#lib/client/queries.ts';
import type { Answer } from '#lib/contracts/api.ts';

const FOLDERS = z.array(z.string());
const SECTIONS = z.object({ database: z.boolean(), outline: z.boolean() });

/** Files, database and outline, with all that can be done to files. */
export function ExplorerPanel({
  nodes,
  current,
  text,
  changed,
  onOpen,
  onRenamed,
  onGo,
}: {
  readonly nodes: ProjectNodes;
  readonly current: string | undefined;
  readonly text: string;
  readonly changed: ReadonlySet<string>;
  readonly onOpen: (path: string, keep: boolean) => void;
  readonly onRenamed: (from: string, to: string) => void;
  readonly onGo: (line: number) => void;
}) {
  const { mayEdit, project } = useProject();
  const files = useFiles();
  const { peers } = usePresence();
  const toast = useToast();
  const [stored, setOpen] = usePreference('folders', FOLDERS, ['models']);
  const [sections, setSections] = usePreference('sections', SECTIONS, { database: false, outline: false });
  const [making, setMaking] = useState<string>();
  const [deleting, setDeleting] = useState<string>();
  const [filter, setFilter] = useState<string>();
  const paths = useMemo(
    () =>
      matching(
        files.files.map(({ path }) => path),
        filter,
      ),
    [files.files, filter],
  );
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
  const make = (folder: string) => {
    reveal(`${folder}/file`);
    setMaking(folder);
  };
  const say = (answer: Answer<unknown>): boolean => {
    if (!answer.ok)
      toast({ mark: 'failed', text: [answer.problem.message, answer.problem.remedy].filter(Boolean).join(' ') });
    return answer.ok;
  };
  const create = async (path: string) => say(await files.create(path, firstText(path))) && onOpen(path, true);
  const rename = async (from: string, to: string) => say(await files.rename(from, to)) && onRenamed(from, to);
  return (
    <nav className={styles.explorer} aria-label="Explorer">
      <header className={styles.head}>
        <h2>Files</h2>
        <IconButton
          label="Filter"
          on={filter !== undefined}
          onClick={() => setFilter(filter === undefined ? '' : undefined)}
        >
          <ListFilter size={14} strokeWidth={1.6} />
        </IconButton>
        <IconButton label="New file" disabled={!mayEdit} onClick={() => make(folderOf(current))}>
          <Plus size={14} strokeWidth={1.6} />
        </IconButton>
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
          graph={nodes.graph ?? null}
          views={nodes.views}
          peers={peers}
          changed={changed}
          current={current}
          open={open}
          mayEdit={mayEdit}
          making={making}
          onMaking={(folder) => (folder === undefined ? setMaking(undefined) : make(folder))}
          onToggle={(folder, next) =>
            setOpen(next ? [...new Set([...open, folder])] : [...open].filter((each) => each !== folder))
          }
          onOpen={onOpen}
          onCreate={(path) => void create(path)}
          onRename={(from, to) => void rename(from, to)}
          onDelete={setDeleting}
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
      <DeleteDialog
        path={deleting}
        onClose={() => setDeleting(undefined)}
        onDelete={async (path) => say(await files.remove(path))}
      />
    </nav>
  );
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

function DeleteDialog({
  path,
  onClose,
  onDelete,
}: {
  readonly path: string | undefined;
  readonly onClose: () => void;
  readonly onDelete: (path: string) => Promise<unknown>;
}) {
  const [busy, setBusy] = useState(false);
  const go = async () => {
    if (!path) return;
    setBusy(true);
    await onDelete(path);
    setBusy(false);
    onClose();
  };
  return (
    <Dialog
      open={path !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${path?.split('/').at(-1) ?? ''}?`}
      description="It leaves the project for everyone. Versions that have it keep it, and it can be brought back from them. What it built in the database stays."
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" loading={busy} onClick={() => void go()}>
            Delete
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  );
}
