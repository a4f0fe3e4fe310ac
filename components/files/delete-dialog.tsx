'use client';
import { useState } from 'react';
import { Button, Dialog } from '#components/ui/index.ts';
import type { TaskCard } from '#lib/contracts/task.ts';
import styles from './files.module.css';
import type { Entry } from './moves.ts';

/** Asks before files leave the project for everyone. */
export function DeleteDialog({
  entry,
  count,
  tasks,
  onClose,
  onDelete,
}: {
  readonly entry: Entry | undefined;
  /** How many files go. */
  readonly count: number;
  /** Open tasks that work on what they define. */
  readonly tasks: readonly TaskCard[];
  readonly onClose: () => void;
  readonly onDelete: (entry: Entry) => Promise<unknown>;
}) {
  const [busy, setBusy] = useState(false);
  const go = async () => {
    if (!entry) return;
    setBusy(true);
    await onDelete(entry);
    setBusy(false);
    onClose();
  };
  const what = entry?.type === 'folder' ? `All ${count} files in it leave` : 'It leaves';
  return (
    <Dialog
      open={entry !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${entry?.path.split('/').at(-1) ?? ''}?`}
      description={`${what} the project for everyone. It can be brought back from “Recently deleted” below the files. What it built in the database stays.`}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" loading={busy} onClick={() => void go()}>
            Delete
          </Button>
        </>
      }
    >
      {tasks.length > 0 && (
        <ul className={styles.tasks} aria-label="Open tasks on it, which stay">
          {tasks.map(({ id, number, title }) => (
            <li key={id}>
              FT-{number} <bdi>{title}</bdi> works on it, and stays.
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
