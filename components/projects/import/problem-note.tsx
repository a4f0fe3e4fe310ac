import type { ReactNode } from 'react';
import { Note } from '#components/ui/index.ts';
import type { Problem } from '#lib/contracts/problem.ts';

/** Why it was refused, and what to do. */
export const ProblemNote = ({ problem }: { readonly problem: Problem }): ReactNode => (
  <Note tone="bad">
    {problem.message} {problem.remedy}
  </Note>
);
