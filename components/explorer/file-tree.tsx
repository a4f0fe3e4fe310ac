'use client';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { NodeView } from '#components/graph/states.ts';
import type { Mark, MenuEntry } from '#components/ui/index.ts';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import type { Peer } from '../editor/live/peers.ts';
import styles from './explorer.module.css';
import { NameRow } from './name-row.tsx';
import { fileFacts, folderStatus } from './status.ts';
import { pathFault, type TreeEntry, treeRows } from './tree.ts';
import { TreeRow } from './tree-row.tsx';
import { useTreeKeys } from './use-tree-keys.ts';

export interface FileTreeProps {
  readonly paths: readonly string[];
  readonly graph: ProjectGraph | null;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly peers: readonly Peer[];
  readonly changed: ReadonlySet<string>;
  readonly current: string | undefined;
  readonly open: ReadonlySet<string>;
  readonly mayEdit: boolean;
  /** Folder of a file that is being made, if one is. */
  readonly making: string | undefined;
  readonly onMaking: (folder: string | undefined) => void;
  readonly onToggle: (folder: string, open: boolean) => void;
  readonly onOpen: (path: string, keep: boolean) => void;
  readonly onCreate: (path: string) => void;
  readonly onRename: (from: string, to: string) => void;
  readonly onDelete: (path: string) => void;
}

const SHOWN = ['models', 'functions', 'seeds', 'tests'];

/** The project's files as a tree. */
export function FileTree(props: FileTreeProps) {
  const { paths, open, current, making } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<string>();
  const [renaming, setRenaming] = useState<string>();
  const rows = useMemo(() => treeRows(paths, open, SHOWN), [paths, open]);
  const facts = useMemo(() => fileFacts(props.graph, props.views), [props.graph, props.views]);
  const taken = useMemo(() => new Set(paths), [paths]);
  const focus = (path: string) => {
    setAt(path);
    box.current?.querySelector(`[data-path="${CSS.escape(path)}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useEffect(() => {
    if (current)
      box.current?.querySelector(`[data-path="${CSS.escape(current)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const back = () => box.current?.focus();
  const openEntry = (entry: TreeEntry, keep: boolean) => {
    setAt(entry.path);
    if (entry.type === 'file') props.onOpen(entry.path, keep);
    else if (!keep) props.onToggle(entry.path, !entry.open);
  };
  const onKeyDown = useTreeKeys({
    rows,
    at: at ?? current,
    onAt: focus,
    onToggle: props.onToggle,
    onOpen: (entry) => props.onOpen(entry.path, true),
    onRename: (entry) => props.mayEdit && entry.type === 'file' && setRenaming(entry.path),
    onDelete: (entry) => props.mayEdit && entry.type === 'file' && props.onDelete(entry.path),
  });
  const menu = (entry: TreeEntry) => menuOf(entry, props, setRenaming);
  const active = rows.findIndex(({ path }) => path === (at ?? current));
  return (
    <div
      ref={box}
      role="tree"
      aria-label="Files"
      tabIndex={0}
      aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
      className={styles.tree}
      onKeyDown={onKeyDown}
    >
      {making === '' && <Making {...props} depth={0} folder="" taken={taken} onEnd={back} />}
      {rows.map((entry, index) => (
        <Slot key={entry.path}>
          {renaming === entry.path ? (
            <NameRow
              depth={entry.depth}
              folder={entry.parent}
              initial={entry.name}
              faultOf={(path) => pathFault(path, taken)}
              onDone={(to) => {
                setRenaming(undefined);
                props.onRename(entry.path, to);
                back();
              }}
              onCancel={() => {
                setRenaming(undefined);
                back();
              }}
            />
          ) : (
            <TreeRow
              entry={entry}
              id={`${id}-${index}`}
              kind={facts.get(entry.path)?.kind}
              status={statusOf(entry, facts)}
              peer={props.peers.find(({ path }) => path === entry.path)}
              changed={props.changed.has(entry.path)}
              selected={entry.path === current}
              at={entry.path === at}
              menu={menu}
              onOpen={openEntry}
            />
          )}
          {making === entry.path && entry.type === 'folder' && (
            <Making {...props} depth={entry.depth + 1} folder={entry.path} taken={taken} onEnd={back} />
          )}
        </Slot>
      ))}
    </div>
  );
}

const Slot = ({ children }: { readonly children: React.ReactNode }) => children;

function statusOf(entry: TreeEntry, facts: ReturnType<typeof fileFacts>): Mark | undefined {
  if (entry.type === 'file') return facts.get(entry.path)?.status;
  return entry.open ? undefined : folderStatus(entry.path, facts);
}

function Making({
  depth,
  folder,
  taken,
  onEnd,
  onMaking,
  onCreate,
}: FileTreeProps & {
  readonly depth: number;
  readonly folder: string;
  readonly taken: ReadonlySet<string>;
  readonly onEnd: () => void;
}) {
  return (
    <NameRow
      depth={depth}
      folder={folder}
      initial=""
      faultOf={(path) => pathFault(path, taken)}
      onDone={(path) => {
        onMaking(undefined);
        onCreate(path);
        onEnd();
      }}
      onCancel={() => {
        onMaking(undefined);
        onEnd();
      }}
    />
  );
}

function menuOf(entry: TreeEntry, props: FileTreeProps, rename: (path: string) => void): readonly MenuEntry[] {
  const folder = entry.type === 'folder' ? entry.path : entry.parent;
  const disabled = !props.mayEdit;
  const make: MenuEntry = {
    id: 'new',
    label: folder === '' ? 'New file' : `New file in ${folder.split('/').at(-1)}`,
    disabled,
    onSelect: () => {
      props.onMaking(folder);
    },
  };
  const copy: MenuEntry = {
    id: 'copy',
    label: 'Copy path',
    onSelect: () => void navigator.clipboard.writeText(entry.path),
  };
  if (entry.type === 'folder') return [make, copy];
  return [
    { id: 'open', label: 'Open', keys: '↵', onSelect: () => props.onOpen(entry.path, true) },
    make,
    { type: 'separator', id: 's' },
    { id: 'rename', label: 'Rename', keys: 'F2', disabled, onSelect: () => rename(entry.path) },
    copy,
    { type: 'separator', id: 's2' },
    { id: 'delete', label: 'Delete', danger: true, disabled, onSelect: () => props.onDelete(entry.path) },
  ];
}
