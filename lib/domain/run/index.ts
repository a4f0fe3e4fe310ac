/** Plan and execution of runs: the doors of this room. */
import type { Compilation } from '#lib/contracts/compilation.ts';
import type { RunRequest, RunStep } from '#lib/contracts/run.ts';
import { selectNodes, toGraph } from '../graph/index.ts';
import { type IndirectSelection, planSteps, type Selector } from './plan.ts';

export { type ExecuteOptions, executeRun, RunStopped } from './execute.ts';
export { cellSpec } from './materialize/python.ts';
export { planProblems } from './plan.ts';
export { builtRelation } from './prepare.ts';

/** Selection over a compilation's graph. */
export function selector(compilation: Compilation): Selector {
  const graph = toGraph(compilation);
  return (select, exclude) => new Set<string>(selectNodes(graph, [...select], [...exclude]));
}

/**
 * The steps of a run over what the request selects.
 * @param succeeded steps of the run that is retried; they are not run again.
 * @param indirect which tests come along: the command line is eager as dbt is, the workbench cautious
 */
export const createPlan = (
  compilation: Compilation,
  request: Pick<RunRequest, 'command' | 'select' | 'exclude'>,
  succeeded: ReadonlySet<string> = new Set(),
  indirect: IndirectSelection = 'eager',
): RunStep[] => planSteps(compilation, request, selector(compilation), succeeded, indirect);
