import type { ReactNode } from 'react';
import { Note } from '#components/ui/index.ts';
import styles from './account.module.css';

/** Below a form: why it was refused and what to do. Its room is kept, so that nothing jumps. */
export function Refusal({
  problem,
}: {
  readonly problem: { readonly message: string; readonly remedy?: string } | undefined;
}): ReactNode {
  return (
    <div className={styles.problem}>
      {problem ? (
        <Note tone="bad">
          {problem.message} {problem.remedy}
        </Note>
      ) : null}
    </div>
  );
}
