import type { CompiledNode } from '#lib/contracts/compilation.ts';
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

/** @param because unique id of what did not succeed, which dbt names where it is no step that it tells of */
export function skippedBecause(
  { path, nodeId }: RunStep,
  because: string,
  node: CompiledNode | undefined,
): { readonly problem: Problem; readonly message?: string } {
  const message = `Skipped, because ${node?.graph.name ?? because} did not succeed.`;
  const problem: Problem = { code: 'run.skipped', severity: 'warning', message, path, nodeId };
  if (node?.graph.materialized !== 'ephemeral') return { problem };
  const cause = `caused by compilation error in referenced ephemeral model ${because}`;
  return { problem, message: `Compilation Error in ${nodeId}, ${cause}` };
}

export const overdue = (deadlineMs = 0): Problem => ({
  code: 'run.deadline',
  severity: 'error',
  message: `The run was stopped at its deadline of ${Math.round(deadlineMs / 1000)} s.`,
  remedy: 'Select fewer nodes, or raise the deadline.',
});
