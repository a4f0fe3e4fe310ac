'use client';
import { ChevronDown, ChevronRight, Folder, FolderOpen, MoreHorizontal } from 'lucide-react';
import { memo } from 'react';
import { iconOf } from '#components/shell/file-kind.ts';
import { Avatar, IconButton, KindIcon, type Mark, Menu, type MenuEntry, StateMark } from '#components/ui/index.ts';
import type { NodeKind } from '#lib/contracts/graph.ts';
import type { Peer } from '../editor/live/peers.ts';
import styles from './explorer.module.css';
import type { TreeEntry } from './tree.ts';

export interface TreeRowProps {
  readonly entry: TreeEntry;
  readonly kind: NodeKind | undefined;
  readonly status: Mark | undefined;
  /** Who is in the file, or in a closed folder. */
  readonly peers: readonly Peer[];
  readonly changed: boolean;
  readonly selected: boolean;
  /** Has the tree's focus: arrows move from here. */
  readonly at: boolean;
  readonly id: string;
  /** What is dragged would land in this folder. */
  readonly drop: boolean;
  readonly draggable: boolean;
  /** A finger finds no right button: the menu has one of its own. */
  readonly menu: ((entry: TreeEntry) => readonly MenuEntry[]) | undefined;
}

/**
 * One file or folder: what it is, who is there, whether it changed, how its node stands. What is done to it the
 * tree around hears: of 500 rows only those are drawn again that say something else.
 */
export const TreeRow = memo(function TreeRow(props: TreeRowProps) {
  const { entry, selected, at, changed, peers, status } = props;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree holds the focus (aria-activedescendant)
    <div
      id={props.id}
      role="treeitem"
      aria-level={entry.depth + 1}
      aria-selected={selected}
      aria-expanded={entry.type === 'folder' ? entry.open : undefined}
      data-at={at}
      data-drop={props.drop || undefined}
      draggable={props.draggable}
      data-path={entry.path}
      className={styles.row}
      style={{ paddingLeft: 8 + entry.depth * 12 }}
    >
      <Guides depth={entry.depth} />
      <span className={styles.twist}>
        {entry.type === 'folder' &&
          (entry.open ? <ChevronDown size={12} strokeWidth={1.6} /> : <ChevronRight size={12} strokeWidth={1.6} />)}
      </span>
      <EntryIcon entry={entry} kind={props.kind} />
      <span className={changed ? `${styles.name} ${styles.changed}` : styles.name}>{entry.name}</span>
      {peers.slice(0, 3).map((peer) => (
        <Avatar key={peer.id} person={peer} size={14} />
      ))}
      {peers.length > 3 && <span className={styles.type}>+{peers.length - 3}</span>}
      {changed && (
        <span
          className={styles.mark}
          role="img"
          aria-label="changed since the last version"
          title="Changed since the last version"
        >
          M
        </span>
      )}
      {status && <StateMark status={status} />}
      {props.menu && <More entry={entry} entries={props.menu(entry)} />}
    </div>
  );
});

function More({ entry, entries }: { readonly entry: TreeEntry; readonly entries: readonly MenuEntry[] }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps a press on the menu from opening the file below it
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys have the tree's own menu
    <span className={styles.more} onClick={(event) => event.stopPropagation()}>
      <Menu entries={entries} align="end">
        <IconButton label={`More about ${entry.path}`}>
          <MoreHorizontal size={16} strokeWidth={1.6} />
        </IconButton>
      </Menu>
    </span>
  );
}

export function Guides({ depth }: { readonly depth: number }) {
  return Array.from({ length: depth }, (_, level) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a level is its index
    <span key={level} className={styles.guide} style={{ left: 13 + level * 12 }} />
  ));
}

export function EntryIcon({
  entry,
  kind,
}: {
  readonly entry: Pick<TreeEntry, 'type' | 'open' | 'path'>;
  readonly kind: NodeKind | undefined;
}) {
  if (entry.type === 'file') return <KindIcon kind={iconOf(entry.path, kind)} />;
  const Icon = entry.open ? FolderOpen : Folder;
  return (
    <span className={styles.icon}>
      <Icon size={14} strokeWidth={1.6} aria-hidden="true" />
    </span>
  );
}
