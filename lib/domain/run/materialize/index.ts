import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import type { Outcome, StepContext } from '../context.ts';
import { buildPrediction } from './predict.ts';
import { buildPython } from './python.ts';
import { runPythonTests } from './python-test.ts';
import { buildSeed } from './seed.ts';
import { buildTable } from './table.ts';
import { runTest } from './test.ts';
import { trainModel } from './train.ts';
import { buildUdf } from './udf.ts';
import { buildView } from './view.ts';

/** Does the work of one node inside its transaction. */
export async function materialize(context: StepContext, node: CompiledNode): Promise<Outcome> {
  const { work } = node;
  switch (work.type) {
    case 'view':
      return buildView(context, work);
    case 'table':
      return buildTable(context, work, node.config.unlogged === true);
    case 'seed':
      return buildSeed(context, work);
    case 'python':
      return buildPython(context, node, work);
    case 'udf':
      return buildUdf(context, node, work);
    case 'train':
      return trainModel(context, node, work);
    case 'predict':
      return buildPrediction(context, node, work);
    case 'test':
      return runTest(context, work);
    case 'deferred':
    case 'macro':
    case 'unit_test':
      throw new Error(`${node.graph.id} is built before a transaction begins`);
    case 'python_test':
      return runPythonTests(context, node, work);
    case 'invalid':
      throw new ProblemError(work.problem);
    case 'source':
    case 'ephemeral':
    case 'described':
      return { status: 'success' };
  }
}
