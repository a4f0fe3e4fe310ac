import { child, listOf, type Package, type PropertyEntry, scalarText, textsOf } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import { recordOf, textsIn } from '../config/read.ts';
import { BARE, type Config, type Draft, type NameCall, type Place } from '../draft.ts';
import { nameRelation } from '../naming.ts';
import { inputMetrics, type Measure, type Metric, ownMeasures } from '../semantic/definition.ts';
import { newReading, type Reading } from '../semantic/fields.ts';
import { metricOf, readMetric } from '../semantic/read-metric.ts';
import { readSavedQuery } from '../semantic/read-saved-query.ts';
import { readSemanticModel } from '../semantic/read-semantic-model.ts';
import type { Workspace } from '../workspace.ts';
import { readNodeProperties, renderingOf } from './properties.ts';
import { writtenCall } from './written-call.ts';

type Kind = 'semantic_model' | 'metric' | 'saved_query';
const TREES = { semantic_model: 'semantic_models', metric: 'metrics', saved_query: 'saved_queries' } as const;

/** A node of the semantic layer before its definition is read. */
interface Drafting {
  readonly workspace: Workspace;
  readonly each: Package;
  readonly entry: PropertyEntry;
  readonly reading: Reading;
}

const drafting = (workspace: Workspace, each: Package, entry: PropertyEntry): Drafting => ({
  workspace,
  each,
  entry,
  reading: newReading(entry, renderingOf(workspace, entry)),
});

const fqnOf = ({ each, entry }: Drafting, name: string): string[] => [
  each.name,
  ...entry.path.slice(each.prefix.length).split('/').slice(1, -1),
  name,
];

function configOf(input: Drafting, kind: Kind, name: string, own: Config): Config {
  const tree = TREES[kind];
  return mergeLayers(configLayers(input.workspace, input.each, tree, fqnOf(input, name), { entry: own }));
}

const placeAt = ({ entry }: Drafting, at: number): Place => ({ path: entry.path, ...entry.file.position(at) });

/** What all three share. */
function draftOf(input: Drafting, kind: Kind, name: string, config: Config) {
  const { entry, each, reading } = input;
  const id = `${kind}.${each.name}.${name}`;
  return {
    ...BARE,
    id,
    resourceType: kind,
    kind,
    name,
    packageName: each.name,
    fqn: fqnOf(input, name),
    path: entry.path,
    line: entry.line,
    folder: entry.path.split('/').slice(0, -1).join('/'),
    config,
    origin: { entry, inline: {}, macros: [] },
    problems: reading.problems.map((problem) => ({ ...problem, nodeId: id })),
  };
}

/** A semantic model, and the metrics its measures ask for. */
export function draftSemanticModel(workspace: Workspace, each: Package, entry: PropertyEntry): Draft[] {
  const input = drafting(workspace, each, entry);
  const { config: own, description } = readNodeProperties(entry.yaml, input.reading.rendering, entry.kind);
  const config = configOf(input, 'semantic_model', entry.name, own);
  const { value, measures } = readSemanticModel(input.reading, recordOf(config.meta));
  const { places } = input.reading;
  const model = entry.yaml.entries.get('model')?.value;
  const call = model && writtenCall(value.model, placeAt(input, model.at));
  if (model !== undefined && value.model !== '' && (call === undefined || 'table' in call))
    input.reading.problems.push({
      code: 'semantic.model',
      severity: 'error',
      message: `The semantic model "${entry.name}" is made of "${value.model}".`,
      ...placeAt(input, model.at),
      remedy: "Write  model: ref('model_name').",
    });
  const semanticModel: Draft = {
    ...draftOf(input, 'semantic_model', entry.name, config),
    description,
    refs: call === undefined || 'table' in call ? [] : [call],
    semantic: { kind: 'semantic_model', value, places },
  };
  const created = measures.filter(({ isMetric }) => isMetric);
  return [semanticModel, ...created.map(({ measure }) => createdMetric(input, measure, config))];
}

/** `create_metric: true`: a simple metric of the measure's name, with the `meta` of its semantic model. */
function createdMetric(input: Drafting, measure: Measure, model: Config): Draft {
  const { name, description } = measure;
  const inline = { meta: recordOf(model.meta), enabled: model.enabled ?? true };
  const config = configOf(input, 'metric', name, inline);
  const at = input.reading.places.get(measure) ?? input.entry.yaml.at;
  const value = metricOf(measure);
  const draft = draftOf(input, 'metric', name, config);
  return {
    ...draft,
    line: placeAt(input, at).line,
    description: description || `Metric created from measure ${name}`,
    origin: { ...draft.origin, inline },
    measures: measureCalls(input, value),
    problems: [],
    semantic: { kind: 'metric', value, places: input.reading.places, isCreated: true },
  };
}

/** A metric. */
export function draftMetric(workspace: Workspace, each: Package, entry: PropertyEntry): Draft {
  const input = drafting(workspace, each, entry);
  const { config, description } = readNodeProperties(entry.yaml, input.reading.rendering, entry.kind);
  const value = readMetric(input.reading);
  const places = input.reading.places;
  return {
    ...draftOf(input, 'metric', entry.name, configOf(input, 'metric', entry.name, config)),
    description,
    tags: textsOf(child(entry.yaml, 'tags')),
    measures: measureCalls(input, value),
    metrics: inputMetrics(value).map((each) => callOf(input, each, each.name)),
    semantic: { kind: 'metric', value, places, isCreated: false },
  };
}

const measureCalls = (input: Drafting, metric: Metric): NameCall[] =>
  ownMeasures(metric).map((each) => callOf(input, each, each.name));

function callOf(input: Drafting, part: object, name: string): NameCall {
  const place = placeAt(input, input.reading.places.get(part) ?? input.entry.yaml.at);
  return { packageName: undefined, name, place: { ...place, endColumn: place.column + name.length } };
}

/** A saved query. */
export function draftSavedQuery(workspace: Workspace, each: Package, entry: PropertyEntry): Draft {
  const input = drafting(workspace, each, entry);
  const { config: own, description } = readNodeProperties(entry.yaml, input.reading.rendering, entry.kind);
  const config = configOf(input, 'saved_query', entry.name, own);
  const facts = { id: `saved_query.${each.name}.${entry.name}`, resourceType: 'saved_query', ...EXPORT } as const;
  const place = { packageName: each.name, path: entry.path, fqn: fqnOf(input, entry.name) };
  const value = readSavedQuery(input.reading, config, (name, exported) =>
    nameRelation(workspace, each, { ...facts, ...place, name }, exported),
  );
  return {
    ...draftOf(input, 'saved_query', entry.name, config),
    description,
    tags: [...new Set([...textsIn(config, 'tags'), ...textsOf(child(entry.yaml, 'tags'))])].sort(),
    metrics: queriedMetrics(input),
    semantic: { kind: 'saved_query', value, places: input.reading.places },
  };
}

const EXPORT = { version: undefined, description: '', text: '', columns: [] };

const queriedMetrics = (input: Drafting): NameCall[] =>
  listOf(child(child(input.entry.yaml, 'query_params'), 'metrics')).flatMap((item) => {
    const name = scalarText(item);
    return name === undefined ? [] : [{ packageName: undefined, name, place: placeAt(input, item.at) }];
  });
