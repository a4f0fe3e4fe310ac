/** Plan and execution of runs: the doors of this room. */
export { type ExecuteOptions, executeRun } from './execute.ts';
export { planSteps, type Selector } from './plan.ts';
