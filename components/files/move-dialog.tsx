'use client';
import { Folder } from 'lucide-react';
import { useState } from 'react';
import { Button, Dialog, Input } from '#components/ui/index.ts';
import styles from './files.module.css';
import { type Entry, foldersOf, pathIn } from './moves.ts';

/** Asks which folder a file or folder goes into; what is typed can be a new one. */
export function MoveDialog({
  entry,
  paths,
  onMove,
  onClose,
}: {
  readonly entry: Entry;
  readonly paths: readonly string[];
  readonly onMove: (folder: string) => void;
  readonly onClose: () => void;
}) {
  const [find, setFind] = useState('');
  const wanted = find.trim().replace(/^\/+|\/+$/g, '');
  const folders = foldersOf(paths, []).filter(
    (folder) => folder.toLowerCase().includes(wanted.toLowerCase()) && pathIn(entry, folder) !== undefined,
  );
  const isNew = wanted !== '' && !folders.includes(wanted) && pathIn(entry, wanted) !== undefined;
  const go = () => {
    const first = isNew && folders.length === 0 ? wanted : folders[0];
    if (first !== undefined) onMove(first);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Move ${entry.path.split('/').at(-1)}`}
      width={480}
      actions={
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      <Input
        label="Folder"
        placeholder="Part of a folder’s name, or a new one"
        value={find}
        autoFocus
        onChange={(event) => setFind(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && go()}
      />
      <ul className={styles.folders} aria-label="Folders">
        {folders.map((folder) => (
          <li key={folder}>
            <button type="button" onClick={() => onMove(folder)}>
              <Folder size={14} strokeWidth={1.6} aria-hidden="true" />
              {folder || 'The project’s own folder'}
            </button>
          </li>
        ))}
        {isNew && (
          <li>
            <button type="button" onClick={() => onMove(wanted)}>
              <Folder size={14} strokeWidth={1.6} aria-hidden="true" />
              {wanted} <em>new</em>
            </button>
          </li>
        )}
      </ul>
    </Dialog>
  );
}
