'use client';
import { type DragEvent, useState } from 'react';
import type { TreeEntry } from './tree.ts';

const TYPE = 'application/x-insitu-entry';

export interface TreeDrop {
  /** The folder that what is dragged would land in; empty is the project's own. */
  readonly over: string | undefined;
  /** Handlers of the tree around the rows. */
  readonly tree: {
    readonly onDragStart: (event: DragEvent) => void;
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

/** Rows are dragged into folders; files are dropped from the disk. */
export function useTreeDrop({
  entryAt,
  mayEdit,
  onMove,
  onUpload,
}: {
  /** The row that holds an element, or that stands for a path. */
  readonly entryAt: (at: EventTarget | string) => TreeEntry | undefined;
  readonly mayEdit: boolean;
  readonly onMove: (entry: TreeEntry, folder: string) => void;
  readonly onUpload: (files: readonly File[], folder: string) => void;
}): TreeDrop {
  const [over, setOver] = useState<string>();
  const folderAt = (target: EventTarget): string => {
    const entry = entryAt(target);
    if (!entry) return '';
    return entry.type === 'folder' ? entry.path : entry.parent;
  };
  const takes = (event: DragEvent) =>
    mayEdit && [TYPE, 'Files'].some((type) => event.dataTransfer.types.includes(type));
  return {
    over,
    tree: {
      onDragStart: (event) => {
        const entry = entryAt(event.target);
        if (!entry) return;
        event.dataTransfer.setData(TYPE, entry.path);
        event.dataTransfer.effectAllowed = 'move';
      },
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
        const moved = entryAt(event.dataTransfer.getData(TYPE));
        if (moved) onMove(moved, folder);
        else if (event.dataTransfer.files.length > 0) onUpload([...event.dataTransfer.files], folder);
      },
    },
  };
}
