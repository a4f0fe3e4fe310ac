'use client';
import { type KeyboardEvent, useRef } from 'react';
import type { TreeEntry } from './tree.ts';

export interface TreeKeys {
  readonly rows: readonly TreeEntry[];
  readonly at: string | undefined;
  readonly onAt: (path: string) => void;
  readonly onToggle: (path: string, open: boolean) => void;
  readonly onOpen: (entry: TreeEntry) => void;
  readonly onRename: (entry: TreeEntry) => void;
  readonly onDelete: (entry: TreeEntry) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

const TYPING_MS = 700;

/** The keys of a tree as ARIA's pattern has them: arrows, Home, End, Enter, letters; F2 names anew, Delete deletes, ⇧F10 opens the menu, ⌘Z takes a step back. */
export function useTreeKeys(keys: TreeKeys): (event: KeyboardEvent) => void {
  const typed = useRef({ text: '', at: 0 });
  return (event) => {
    const { rows, at } = keys;
    const index = Math.max(
      rows.findIndex(({ path }) => path === at),
      0,
    );
    const entry = rows[index];
    if (entry && (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)))
      return openMenu(event, entry);
    if ((event.metaKey || event.ctrlKey) && !event.altKey && /^[zy]$/i.test(event.key)) {
      event.preventDefault();
      return event.shiftKey || event.key.toLowerCase() === 'y' ? keys.onRedo() : keys.onUndo();
    }
    if (!entry || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key.length === 1 && event.key !== ' ') return find(keys, index, event, typed.current);
    const act = actionOf(event.key, keys, entry, index);
    if (!act) return;
    event.preventDefault();
    act();
  };
}

function actionOf(key: string, keys: TreeKeys, entry: TreeEntry, index: number): (() => void) | undefined {
  const goTo = (next: TreeEntry | undefined) => () => next && keys.onAt(next.path);
  const { rows } = keys;
  switch (key) {
    case 'ArrowDown':
      return goTo(rows[index + 1]);
    case 'ArrowUp':
      return goTo(rows[index - 1]);
    case 'Home':
      return goTo(rows[0]);
    case 'End':
      return goTo(rows.at(-1));
    case 'ArrowRight':
      if (entry.type === 'folder' && !entry.open) return () => keys.onToggle(entry.path, true);
      return entry.type === 'folder' ? goTo(rows[index + 1]) : undefined;
    case 'ArrowLeft':
      if (entry.type === 'folder' && entry.open) return () => keys.onToggle(entry.path, false);
      return entry.parent === '' ? undefined : () => keys.onAt(entry.parent);
    case 'Enter':
    case ' ':
      return entry.type === 'folder' ? () => keys.onToggle(entry.path, !entry.open) : () => keys.onOpen(entry);
    case 'F2':
      return () => keys.onRename(entry);
    case 'Delete':
    case 'Backspace':
      return () => keys.onDelete(entry);
    default:
      return undefined;
  }
}

/** The tree has the focus, its rows have the menus: the row gets what the right button would have sent it. */
function openMenu(event: KeyboardEvent, entry: TreeEntry): void {
  const row = event.currentTarget.querySelector(`[data-path="${CSS.escape(entry.path)}"]`);
  if (!row) return;
  event.preventDefault();
  const { left, bottom } = row.getBoundingClientRect();
  row.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, clientX: left + 24, clientY: bottom }));
}

function find(keys: TreeKeys, index: number, event: KeyboardEvent, typed: { text: string; at: number }): void {
  const now = event.timeStamp;
  typed.text = now - typed.at < TYPING_MS ? typed.text + event.key : event.key;
  typed.at = now;
  const from = typed.text.length === 1 ? index + 1 : index;
  const order = [...keys.rows.slice(from), ...keys.rows.slice(0, from)];
  const found = order.find(({ name }) => name.toLowerCase().startsWith(typed.text.toLowerCase()));
  if (found) keys.onAt(found.path);
}
