'use client';
import { Button, Dialog, StateMark } from '#components/ui/index.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import styles from './files.module.css';

/** A file that was not taken, and why. */
export interface RefusedFile {
  readonly name: string;
  readonly problem: Pick<Problem, 'message' | 'remedy'>;
}

/** Says of every file that was not uploaded why, and what to do: it stays until it is read. */
export function RefusedDialog({
  refused,
  onClose,
}: {
  readonly refused: readonly RefusedFile[];
  readonly onClose: () => void;
}) {
  const [first] = refused;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={refused.length === 1 ? `${first?.name} was not uploaded` : `${refused.length} files were not uploaded`}
      width={480}
      actions={
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      }
    >
      <ul className={styles.refused} aria-label="Files that were not uploaded">
        {refused.map(({ name, problem }) => (
          <li key={name}>
            <StateMark status="failed" silent />
            <span>
              <b>{problem.message}</b> {problem.remedy}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
