import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import type { RunStep } from '#lib/contracts/run.ts';

/** What a person is told of an error; one that is no problem is a bug of Insitu's. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'run.internal',
    severity: 'error',
    message: `Insitu failed: ${message}`,
    remedy: 'Look into the log and report it.',
  };
}

/** A problem at the step it came up in, unless it says where it is. */
export const withPlace = (problem: Problem, step: RunStep): Problem => ({
  path: step.path,
  nodeId: step.nodeId,
  ...problem,
});

export const skipped = (step: RunStep, because: string): Problem => ({
  code: 'run.skipped',
  severity: 'warning',
  message: `Skipped, because ${because} did not succeed.`,
  path: step.path,
  nodeId: step.nodeId,
});

export const overdue = (deadlineMs = 0): Problem => ({
  code: 'run.deadline',
  severity: 'error',
  message: `The run was stopped at its deadline of ${Math.round(deadlineMs / 1000)} s.`,
  remedy: 'Select fewer nodes, or raise the deadline.',
});
