import type { Compilation } from '#lib/contracts/compilation.ts';
import type { RunEvent, RunStep, StepStatus } from '#lib/contracts/run.ts';
import type { StepResult } from '../artifact/index.ts';
import { skippedBecause } from './problems.ts';

/** What a build goes past is a `no-op`, and skipped below what failed, as in dbt. */
export function passedBy(
  { compilation, passes = [] }: { readonly compilation: Compilation; readonly passes?: readonly string[] },
  done: ReadonlyMap<string, StepStatus>,
): StepResult[] {
  const at = new Date().toISOString();
  const isBelowFailure = failing(compilation, done);
  return passes.map((nodeId) =>
    isBelowFailure(nodeId)
      ? { nodeId, status: 'skipped', ms: 0, startedAt: undefined, endedAt: at }
      : { nodeId, status: 'no-op', ms: 0, startedAt: at, endedAt: at },
  );
}

/** Whether something that failed lies above a node. */
function failing({ nodes }: Compilation, done: ReadonlyMap<string, StepStatus>): (id: string) => boolean {
  const known = new Map<string, boolean>();
  const isBad = (id: string): boolean => {
    const before = known.get(id);
    if (before !== undefined) return before;
    // A graph has no cycle, but a project with errors may.
    known.set(id, false);
    const status = done.get(id);
    const own = status === 'error' || status === 'partial' || status === 'skipped' || status === 'cancelled';
    const bad = own || (nodes.get(id)?.graph.dependsOn ?? []).some(isBad);
    known.set(id, bad);
    return bad;
  };
  return isBad;
}

/** Skips every step: a hook before them failed. */
export function leaveAll(
  { steps, emit }: { readonly steps: readonly RunStep[]; readonly emit: (event: RunEvent) => void },
  at: string,
): ReadonlyMap<string, StepStatus> {
  for (const step of steps) {
    const told = skippedBecause(step, 'on-run-start', undefined);
    emit({ type: 'step_finished', at, nodeId: step.nodeId, status: 'skipped', ms: 0, ...told });
  }
  return new Map(steps.map(({ nodeId }) => [nodeId, 'skipped' as const]));
}
