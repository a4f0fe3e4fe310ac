/** Plan and execution of runs: the doors of this room. */
import type { Compilation } from '#lib/contracts/compilation.ts';
import type { RunRequest, RunStep } from '#lib/contracts/run.ts';
import { selectNodes, toGraph } from '../graph/index.ts';
import { planSteps, type Selector, type TestChoice } from './plan.ts';

export { atOnce } from './at-once.ts';
export { CommandMacros } from './command-macros.ts';
export { type ExecuteOptions, executeRun, RunStopped } from './execute.ts';
export { cellSpec, inputsOf } from './materialize/python.ts';
export { readNotice } from './notices.ts';
export { runOperation } from './operation.ts';
export { planProblems, planSteps } from './plan.ts';
export { builtRelation } from './prepare.ts';
export { commented } from './query-comment.ts';
export { quoteName } from './quote.ts';
export type { RenderSource } from './render/protocol.ts';
export {
  needsDatabase,
  type RenderNodesOptions,
  renderAnalysis,
  renderChosen,
} from './render/render-nodes.ts';
export { type ReadingOptions, renderAnalysisReading, renderNodeReading } from './render/render-reading.ts';
export { failedHooks } from './so-far.ts';

/** Selection over a compilation's graph. */
export function selector(compilation: Compilation): Selector {
  const graph = toGraph(compilation);
  return (select, exclude) => new Set<string>(selectNodes(graph, { select, exclude }).ids);
}

/**
 * The steps of a run over what the request selects.
 * @param succeeded steps of the run that is retried; they are not run again.
 * @param tests which tests run: the workbench leaves out those it could not run on a branch that was never built
 */
export const createPlan = (
  compilation: Compilation,
  request: Pick<RunRequest, 'command' | 'select' | 'exclude'>,
  succeeded: ReadonlySet<string> = new Set(),
  tests: TestChoice = 'all',
): RunStep[] => planSteps(compilation, request, selector(compilation), succeeded, tests);
