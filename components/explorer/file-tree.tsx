'use client';
import { type MouseEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { NodeView } from '#components/graph/states.ts';
import { ContextMenu, type Mark } from '#components/ui/index.ts';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import type { Peer } from '../editor/live/peers.ts';
import { type EntryActions, entryMenu } from './entry-menu.ts';
import styles from './explorer.module.css';
import { NameRow } from './name-row.tsx';
import { fileFacts, folderStatus } from './status.ts';
import { pathFault, type TreeEntry, treeRows } from './tree.ts';
import { TreeRow } from './tree-row.tsx';
import { useTreeDrop } from './use-tree-drop.ts';
import { useTreeKeys } from './use-tree-keys.ts';

/** A file or folder that is being named, and the folder around it. */
export interface Making {
  readonly what: 'file' | 'folder';
  readonly folder: string;
}

export interface FileTreeProps extends Omit<EntryActions, 'onName'> {
  readonly paths: readonly string[];
  /** Folders that stand without a file. */
  readonly shown: readonly string[];
  readonly graph: ProjectGraph | null;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly peers: readonly Peer[];
  readonly changed: ReadonlySet<string>;
  readonly current: string | undefined;
  readonly open: ReadonlySet<string>;
  readonly mayEdit: boolean;
  /** For fingers: each row shows its menu. */
  readonly touch: boolean;
  readonly making: Making | undefined;
  /** The new name, or undefined where none was given. */
  readonly onMade: (path: string | undefined) => void;
  readonly onToggle: (folder: string, open: boolean) => void;
  readonly onRename: (entry: TreeEntry, to: string) => void;
  readonly onMove: (entry: TreeEntry, folder: string) => void;
  readonly onUpload: (files: readonly File[], folder: string) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

/** The project's files as a tree. */
export function FileTree(props: FileTreeProps) {
  const { paths, shown, open, current, making, mayEdit } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<string>();
  const [renaming, setRenaming] = useState<string>();
  const rows = useMemo(() => treeRows(paths, open, shown), [paths, open, shown]);
  const facts = useMemo(() => fileFacts(props.graph, props.views), [props.graph, props.views]);
  const taken = useMemo(() => new Set(paths), [paths]);
  const who = useMemo(() => peersByRow(rows, props.peers), [rows, props.peers]);
  const [pointed, setPointed] = useState<TreeEntry>();
  const entryAt = (target: EventTarget | string): TreeEntry | undefined => {
    const path =
      typeof target === 'string'
        ? target
        : target instanceof Element && target.closest('[role="treeitem"]')?.getAttribute('data-path');
    return rows.find((row) => row.path === path);
  };
  const drop = useTreeDrop({ entryAt, mayEdit, onMove: props.onMove, onUpload: props.onUpload });
  const focus = (path: string) => {
    setAt(path);
    box.current?.querySelector(`[data-path="${CSS.escape(path)}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useEffect(() => {
    if (current)
      box.current?.querySelector(`[data-path="${CSS.escape(current)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const back = () => box.current?.focus();
  const openAt = (event: MouseEvent, keep: boolean) => {
    const entry = entryAt(event.target);
    if (!entry) return;
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
    onRename: (entry) => mayEdit && setRenaming(entry.path),
    onDelete: (entry) => mayEdit && props.onDelete(entry),
    onUndo: props.onUndo,
    onRedo: props.onRedo,
  });
  const menu = (entry: TreeEntry) => entryMenu(entry, mayEdit, { ...props, onName: setRenaming });
  const active = rows.findIndex(({ path }) => path === (at ?? current));
  const name = (depth: number) =>
    making && (
      <NameRow
        key={`${making.what} ${making.folder}`}
        what={making.what}
        depth={depth}
        folder={making.folder}
        initial=""
        faultOf={(path) => pathFault(path, taken)}
        onDone={(path) => {
          props.onMade(path);
          back();
        }}
        onCancel={() => {
          props.onMade(undefined);
          back();
        }}
      />
    );
  // The one menu of the tree is that of the row under the pointer; beside the rows there is none.
  const point = (event: MouseEvent) => {
    const entry = entryAt(event.target);
    if (entry) setPointed(entry);
    else if (!(event.target instanceof HTMLInputElement)) event.preventDefault();
  };
  return (
    <ContextMenu entries={pointed ? menu(pointed) : []}>
      <div
        ref={box}
        role="tree"
        aria-label="Files"
        tabIndex={0}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        className={styles.tree}
        data-drop={drop.over === '' || undefined}
        onKeyDown={onKeyDown}
        onClick={(event) => openAt(event, false)}
        onDoubleClick={(event) => openAt(event, true)}
        onContextMenu={point}
        {...drop.tree}
      >
        {making?.folder === '' && name(0)}
        {rows.map((entry, index) => (
          <Slot key={entry.path}>
            {renaming === entry.path ? (
              <NameRow
                what={entry.type}
                depth={entry.depth}
                folder={entry.parent}
                initial={entry.name}
                faultOf={(path) => pathFault(path, taken)}
                onDone={(to) => {
                  setRenaming(undefined);
                  props.onRename(entry, to);
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
                peers={who.get(entry.path) ?? NOBODY}
                changed={props.changed.has(entry.path)}
                selected={entry.path === current}
                at={entry.path === at}
                drop={entry.type === 'folder' && drop.over === entry.path}
                draggable={mayEdit && !props.touch}
                menu={props.touch ? menu : undefined}
              />
            )}
            {making && making.folder === entry.path && entry.type === 'folder' && name(entry.depth + 1)}
          </Slot>
        ))}
      </div>
    </ContextMenu>
  );
}

const Slot = ({ children }: { readonly children: React.ReactNode }) => children;

function statusOf(entry: TreeEntry, facts: ReturnType<typeof fileFacts>): Mark | undefined {
  if (entry.type === 'file') return facts.get(entry.path)?.status;
  return entry.open ? undefined : folderStatus(entry.path, facts);
}

const NOBODY: readonly Peer[] = [];

/** Who is in a file; of a closed folder, who is in any file below it. */
function peersByRow(rows: readonly TreeEntry[], peers: readonly Peer[]): ReadonlyMap<string, readonly Peer[]> {
  const held = rows.map((entry) => [entry.path, peersIn(entry, peers)] as const);
  return new Map(held.filter(([, inside]) => inside.length > 0));
}

function peersIn(entry: TreeEntry, peers: readonly Peer[]): readonly Peer[] {
  if (entry.type === 'file') return peers.filter(({ path }) => path === entry.path);
  return entry.open ? NOBODY : peers.filter(({ path }) => path?.startsWith(`${entry.path}/`));
}
