import type { Problem } from '../../../contracts/problem.ts';
import { asMap, child, listOf, scalarText } from '../../project/index.ts';
import { problemAt } from '../../project/property-entry.ts';
import type { Draft } from '../draft.ts';
import {
  GRANULARITIES,
  type Granularity,
  type Metric,
  type Places,
  type SavedQuery,
  type Semantic,
  type SemanticModel,
} from './definition.ts';

/** A node of the semantic layer with its definition. */
export interface Defined<T> {
  readonly draft: Draft;
  readonly name: string;
  readonly value: T;
  readonly places: Places;
}

/** A model that says what time there is. */
export interface TimeSpine {
  readonly draft: Draft;
  readonly granularity: Granularity | undefined;
  readonly custom: readonly string[];
}

/** The semantic layer of a project: every node of it that is switched on. */
export interface Layer {
  readonly models: readonly Defined<SemanticModel>[];
  readonly metrics: readonly Defined<Metric>[];
  readonly queries: readonly Defined<SavedQuery>[];
  readonly spines: readonly TimeSpine[];
  /** Before time spines were configured, the model of this name was one of days. */
  readonly hasLegacySpine: boolean;
}

/** A rule of the layer as a whole. */
export type Rule = (layer: Layer) => Iterable<Problem>;

/** Gathers the layer. @param nodes its nodes @param all every node that is switched on */
export function layerOf(nodes: readonly Draft[], all: readonly Draft[]): Layer {
  const of = <K extends Semantic['kind']>(kind: K) =>
    nodes.flatMap((draft) => (draft.semantic?.kind === kind ? [{ draft, semantic: draft.semantic }] : []));
  return {
    models: of('semantic_model').flatMap(({ draft, semantic }) =>
      semantic.kind === 'semantic_model' ? [defined(draft, semantic.value, semantic.places)] : [],
    ),
    metrics: of('metric').flatMap(({ draft, semantic }) =>
      semantic.kind === 'metric' ? [defined(draft, semantic.value, semantic.places)] : [],
    ),
    queries: of('saved_query').flatMap(({ draft, semantic }) =>
      semantic.kind === 'saved_query' ? [defined(draft, semantic.value, semantic.places)] : [],
    ),
    spines: all.flatMap(timeSpine),
    hasLegacySpine: all.some(({ resourceType, name }) => resourceType === 'model' && name === 'metricflow_time_spine'),
  };
}

const defined = <T>(draft: Draft, value: T, places: Places): Defined<T> => ({ draft, name: draft.name, value, places });

function timeSpine(draft: Draft): TimeSpine[] {
  const yaml = draft.resourceType === 'model' ? draft.origin?.entry?.yaml : undefined;
  const spine = child(yaml, 'time_spine');
  if (spine?.type !== 'map') return [];
  const name = scalarText(child(spine, 'standard_granularity_column'));
  const column = listOf(child(yaml, 'columns')).find((each) => scalarText(child(each, 'name')) === name);
  const written = scalarText(child(asMap(column), 'granularity'));
  const custom = listOf(child(spine, 'custom_granularities')).map((each) => scalarText(child(each, 'name')) ?? '');
  return [{ draft, granularity: GRANULARITIES.find((each) => each === written), custom }];
}

/** Names of the granularities that time spines add. */
export const customGranularities = ({ spines }: Layer): readonly string[] => spines.flatMap(({ custom }) => custom);

export const isStandard = (granularity: string): boolean => GRANULARITIES.some((each) => each === granularity);

/** A problem of a node, at one of its parts. */
export function problemOf(
  { draft, places }: Defined<unknown>,
  part: object | undefined,
  what: Pick<Problem, 'code' | 'message' | 'remedy'>,
): Problem {
  const entry = draft.origin?.entry;
  if (entry === undefined) return { severity: 'error', ...what, path: draft.path, nodeId: draft.id };
  const name = child(entry.yaml, 'name')?.at ?? entry.yaml.at;
  return { ...problemAt(entry, (part && places.get(part)) ?? name, what), nodeId: draft.id };
}

export const warning = (problem: Problem): Problem => ({ ...problem, severity: 'warning' });

/** `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
