import type { Compilation, CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import {
  type HookResult,
  hasRun,
  hookOutcome,
  outcomeOf,
  type RunLog,
  type StepResult,
  toldSteps,
  writtenIn,
} from '../artifact/index.ts';
import type { NodeResult, RunSoFar } from '../compile/context/run-results.ts';
import type { CompiledText } from '../compile/ephemeral.ts';
import { builtRelation } from './prepare.ts';

/** What a run has done so far, as hooks after it read it. */
export function runSoFar({ nodes }: Compilation, log: RunLog): RunSoFar {
  const { results: steps, texts } = log;
  const written = writtenIn(log.statements);
  const results = toldSteps(steps, { nodes });
  const schemas = new Set(results.flatMap((step) => schemaOf(step, nodes.get(step.nodeId))));
  return {
    schemas: [...schemas],
    results: [
      ...failedHooks(log.hooks),
      ...results.map((step, index) => {
        const node = nodes.get(step.nodeId);
        const text = texts.get(step.nodeId) ?? textOf(node?.work);
        return {
          nodeId: step.nodeId,
          outcome: outcomeOf(step, index, node),
          text: hasRun(step) ? text : undefined,
          isWritten: written.has(step.nodeId),
        };
      }),
    ],
  };
}

/** Of the hooks before a run dbt tells those after it only what failed. */
export const failedHooks = (hooks: readonly HookResult[]): NodeResult[] =>
  hooks
    .filter(({ status }) => status === 'error')
    .map((hook) => ({ nodeId: hook.id, outcome: hookOutcome(hook), text: hook.text, isWritten: false }));

/** dbt counts schemas of models, seeds and snapshots that were built. */
function schemaOf(step: StepResult, node: CompiledNode | undefined): string[] {
  const relation = node && builtRelation(node);
  const isBuilt = (step.status === 'success' || step.status === 'partial') && node?.graph.kind !== 'test';
  return isBuilt && relation !== undefined ? [relation.schema] : [];
}

function textOf(work: NodeWork | undefined): CompiledText | undefined {
  if (work === undefined) return undefined;
  const code = 'sql' in work ? work.sql : 'source' in work ? work.source : undefined;
  return code === undefined ? undefined : { code, ctes: [] };
}
