'use client';
import { type DragEvent, useState } from 'react';
import type { TreeEntry } from './tree.ts';

const TYPE = 'application/x-insitu-entry';

export interface TreeDrop {
  /** The folder that what is dragged would land in; empty is the project's own. */
  readonly over: string | undefined;
  readonly onDragStart: (event: DragEvent, entry: TreeEntry) => void;
  /** Handlers of the tree around the rows. */
  readonly tree: {
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

/** Rows are dragged into folders; files are dropped from the disk. */
export function useTreeDrop({
  rows,
  mayEdit,
  onMove,
  onUpload,
}: {
  readonly rows: readonly TreeEntry[];
  readonly mayEdit: boolean;
  readonly onMove: (entry: TreeEntry, folder: string) => void;
  readonly onUpload: (files: readonly File[], folder: string) => void;
}): TreeDrop {
  const [over, setOver] = useState<string>();
  const folderAt = (target: EventTarget): string => {
    const path = target instanceof Element ? target.closest('[data-path]')?.getAttribute('data-path') : undefined;
    const entry = rows.find((row) => row.path === path);
    if (!entry) return '';
    return entry.type === 'folder' ? entry.path : entry.parent;
  };
  const takes = (event: DragEvent) =>
    mayEdit && [TYPE, 'Files'].some((type) => event.dataTransfer.types.includes(type));
  return {
    over,
    onDragStart: (event, entry) => {
      event.dataTransfer.setData(TYPE, entry.path);
      event.dataTransfer.effectAllowed = 'move';
    },
    tree: {
      onDragOver: (event) => {
        if (!takes(event)) return;
        event.preventDefault();
        setOver(folderAt(event.target));
      },
      onDragLeave: ({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(undefined);
      },
      onDrop: (event) => {
        setOver(undefined);
        if (!takes(event)) return;
        event.preventDefault();
        const folder = folderAt(event.target);
        const moved = rows.find(({ path }) => path === event.dataTransfer.getData(TYPE));
        if (moved) onMove(moved, folder);
        else if (event.dataTransfer.files.length > 0) onUpload([...event.dataTransfer.files], folder);
      },
    },
  };
}
