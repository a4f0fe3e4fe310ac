import type { z } from 'zod';
import type { problemSchema } from './problem-schema.ts';

/** Something a person can meet and mend. Its schema stands apart: who only makes problems loads no zod, 65 ms of a command. */
export type Problem = z.infer<typeof problemSchema>;

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export const refuse = (problem: Omit<Problem, 'severity'>): Result<never> => ({
  ok: false,
  problem: { severity: 'error', ...problem },
});

/** Carries a Problem through code that can only throw (evaluators, drivers). Caught at a room's edge. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Omit<Problem, 'severity'> & { severity?: Problem['severity'] }, options?: ErrorOptions) {
    super(problem.message, options);
    this.name = 'ProblemError';
    this.problem = { severity: 'error', ...problem };
  }
}
