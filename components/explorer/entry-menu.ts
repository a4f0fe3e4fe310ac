import type { MenuEntry } from '#components/ui/index.ts';
import type { TreeEntry } from './tree.ts';

/** What the explorer's menu and keys ask for. */
export interface EntryActions {
  readonly onOpen: (path: string, keep: boolean) => void;
  readonly onNew: (folder: string, what: 'file' | 'folder') => void;
  readonly onUploadInto: (folder: string) => void;
  readonly onName: (path: string) => void;
  readonly onDuplicate: (path: string) => void;
  readonly onAskWhere: (entry: TreeEntry) => void;
  readonly onDelete: (entry: TreeEntry) => void;
}

/** The menu of a file or folder of the explorer. */
export function entryMenu(entry: TreeEntry, mayEdit: boolean, actions: EntryActions): readonly MenuEntry[] {
  const folder = entry.type === 'folder' ? entry.path : entry.parent;
  const disabled = !mayEdit;
  const name = folder.split('/').at(-1);
  const isFile = entry.type === 'file';
  return [
    ...(isFile ? [{ id: 'open', label: 'Open', keys: '↵', onSelect: () => actions.onOpen(entry.path, true) }] : []),
    {
      id: 'new',
      label: name ? `New file in ${name}` : 'New file',
      disabled,
      onSelect: () => actions.onNew(folder, 'file'),
    },
    { id: 'folder', label: 'New folder', disabled, onSelect: () => actions.onNew(folder, 'folder') },
    { id: 'upload', label: 'Upload…', disabled, onSelect: () => actions.onUploadInto(folder) },
    { type: 'separator', id: 's' },
    { id: 'rename', label: 'Rename', keys: 'F2', disabled, onSelect: () => actions.onName(entry.path) },
    { id: 'move', label: 'Move to…', disabled, onSelect: () => actions.onAskWhere(entry) },
    ...(isFile
      ? [{ id: 'duplicate', label: 'Duplicate', disabled, onSelect: () => actions.onDuplicate(entry.path) }]
      : []),
    { id: 'copy', label: 'Copy path', onSelect: () => void navigator.clipboard.writeText(entry.path) },
    { type: 'separator', id: 's2' },
    { id: 'delete', label: 'Delete', danger: true, disabled, onSelect: () => actions.onDelete(entry) },
  ];
}
