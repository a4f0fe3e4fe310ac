import { z } from 'zod';

/**
 * Something a person can meet and mend: a code, what happened, where, what to do.
 * Lines and columns count from 1; `endLine`/`endColumn` are exclusive, as Monaco has them.
 */
export const problemSchema = z.object({
  /** Stable and searchable, `<room>.<what>`: `ref.missing`, `sql.syntax`, `python.exception`. */
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  path: z.string().optional(),
  line: z.number().int().positive().optional(),
  column: z.number().int().positive().optional(),
  endLine: z.number().int().positive().optional(),
  endColumn: z.number().int().positive().optional(),
  /** One sentence: what the person can do about it. */
  remedy: z.string().optional(),
  nodeId: z.string().optional(),
});
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
