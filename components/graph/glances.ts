import type { LiveRun } from '#components/runs/live.ts';
import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import type { TrainedModel } from '#lib/contracts/train.ts';
import type { TrainingGlance } from './training-card.tsx';

/** Name under which the database keeps what a training node makes: `<schema>.<relation>`. */
export const modelNameOf = (node: GraphNode): string | undefined =>
  node.relation && `${node.relation.schema}.${node.relation.identifier}`;

/** What each training node's card shows: the curve that is being drawn, else the last trained model's. */
export function toGlances(
  graph: ProjectGraph,
  models: readonly TrainedModel[],
  run: LiveRun,
): ReadonlyMap<string, TrainingGlance> {
  const glances = new Map<string, TrainingGlance>();
  for (const node of graph.nodes) {
    if (node.kind !== 'train') continue;
    const name = modelNameOf(node);
    const model = models.filter((candidate) => candidate.name === name).toSorted((a, b) => b.version - a.version)[0];
    glances.set(node.id, glanceOf(model, run.curves.get(node.id)));
  }
  return glances;
}

type Curve = readonly { readonly fold: number; readonly validation?: number }[];

function glanceOf(model: TrainedModel | undefined, live: Curve | undefined): TrainingGlance {
  const metric = model?.metrics.find(({ name }) => name === model.metric) ?? model?.metrics[0];
  const curve = lastFold(live ?? model?.curve ?? []);
  if (!model) return { curve };
  return {
    curve,
    seconds: Object.values(model.phases).reduce((sum, seconds) => sum + seconds, 0),
    metric: metric?.name,
    value: metric?.mean,
    std: metric?.std,
  };
}

function lastFold(points: Curve): readonly number[] {
  const fold = points.at(-1)?.fold;
  return points.flatMap((point) => (point.fold === fold && point.validation !== undefined ? [point.validation] : []));
}
