import { didYouMean } from '../../../contracts/near.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { callProblem } from '../call-problem.ts';
import type { Draft, NameCall } from '../draft.ts';
import { foundBy, measureName, metricName } from '../face.ts';

/** Why a metric is not found. @param disabled nodes that are switched off */
export function missingMetric(
  call: NameCall,
  draft: Draft,
  known: Iterable<string>,
  disabled: Iterable<Draft>,
): Problem {
  const off = findBy(metricName(call), disabled);
  if (off !== undefined) {
    const message = `The metric "${call.name}" is switched off in ${off.path}.`;
    return callProblem(call, draft, 'metric.disabled', message, 'Switch it on, or remove what needs it.');
  }
  const remedy = didYouMean(call.name, known) ?? 'Describe it below "metrics:" in a YAML file.';
  return callProblem(call, draft, 'metric.missing', `There is no metric named "${call.name}".`, remedy);
}

/** Why no semantic model is found by a measure. */
export function missingMeasure(
  call: NameCall,
  draft: Draft,
  known: Iterable<string>,
  disabled: Iterable<Draft>,
): Problem {
  const off = findBy(measureName(call), disabled);
  if (off !== undefined) {
    const message = `The measure "${call.name}" is in the semantic model "${off.name}", which is switched off.`;
    return callProblem(call, draft, 'measure.disabled', message, 'Switch it on, or use another measure.');
  }
  const remedy = didYouMean(call.name, known) ?? 'Add it to "measures:" of a semantic model.';
  return callProblem(call, draft, 'measure.missing', `No semantic model has a measure named "${call.name}".`, remedy);
}

const findBy = (name: string, drafts: Iterable<Draft>): Draft | undefined =>
  [...drafts].find((each) => foundBy(each).includes(name));
