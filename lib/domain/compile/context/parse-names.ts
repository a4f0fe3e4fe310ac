import { JinjaError } from '../../jinja/errors.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { toJs } from '../../jinja/values/convert.ts';
import { toText } from '../../jinja/values/text.ts';
import type { CallArguments, Caller, Value } from '../../jinja/values/value.ts';
import { type ConfigLayers, mergeLayers } from '../config/layers.ts';
import type { Config, FullRelation, NameCall, Place, RefCall, SourceCall } from '../draft.ts';
import { Relation } from '../relation.ts';
import { ConfigObject } from './config-object.ts';
import { MetricReference } from './metric.ts';
import { nodeFunction, type OwnNames } from './node-context.ts';
import { type NodeFacts, nodeDict } from './node-facts.ts';

/** What rendering a node for the first time found out. */
export interface Captured {
  readonly refs: RefCall[];
  readonly sources: SourceCall[];
  readonly functions: RefCall[];
  readonly metrics: NameCall[];
  /** Inline configs in order. */
  readonly configs: Config[];
}

export const newCapture = (): Captured => ({ refs: [], sources: [], functions: [], metrics: [], configs: [] });

/** What a draft keeps of it. */
export const callsOf = ({ refs, sources, functions, metrics }: Calls): Calls => ({ refs, sources, functions, metrics });
type Calls = Pick<Captured, 'refs' | 'sources' | 'functions' | 'metrics'>;

const placeOf = (caller: Caller): Place => caller.place();

/** `ref` arguments: `ref('name')`, `ref('package', 'name')`, with `v=` or `version=`. */
export function refArguments(args: CallArguments, place: Place): RefCall {
  const names = args.positional.map((each) => {
    if (typeof each === 'string') return each;
    throw new JinjaError('type', 'ref() takes names in quotes.', {
      code: 'ref.arguments',
      remedy: "Write ref('model_name').",
    });
  });
  const [first, second] = names;
  if (first === undefined || names.length > 2) {
    throw new JinjaError('type', `ref() takes one or two names, not ${names.length}.`, {
      code: 'ref.arguments',
      remedy: "Write ref('model_name') or ref('package', 'model_name').",
    });
  }
  const version = args.named.get('v') ?? args.named.get('version');
  const versionText = version === undefined || version === null ? undefined : toText(version);
  if (second === undefined) return { packageName: undefined, name: first, version: versionText, place };
  return { packageName: first, name: second, version: versionText, place };
}

export function sourceArguments(args: CallArguments, place: Place): SourceCall {
  const [source, table] = args.positional;
  if (args.positional.length === 2 && typeof source === 'string' && typeof table === 'string')
    return { source, table, place };
  throw new JinjaError('type', 'source() takes the name of a source and the name of a table, in quotes.', {
    code: 'source.arguments',
    remedy: "Write source('source_name', 'table_name').",
  });
}

/** `metric('name')`, `metric('package', 'name')`. */
export function metricArguments(args: CallArguments, place: Place): NameCall {
  const [first, second, more] = args.positional;
  if (typeof first === 'string' && (second === undefined || typeof second === 'string') && more === undefined)
    return { packageName: second === undefined ? undefined : first, name: second ?? first, place };
  throw new JinjaError('type', 'metric() takes the name of a metric, in quotes.', {
    code: 'metric.arguments',
    remedy: "Write metric('metric_name').",
  });
}

/** Names of a node while it is parsed: calls are noted, and answered with placeholders. */
export function parseNames(
  facts: NodeFacts,
  layers: ConfigLayers,
  placeholder: FullRelation,
  captured: Captured,
  doc: (args: CallArguments) => Value,
): OwnNames {
  const current = (): Config => mergeLayers(layers, captured.configs);
  const { database, schema, identifier } = placeholder;
  const self = new Relation({ database, schema, identifier });
  const config = new ConfigObject(current, (given) => {
    // `model=ref('x')`: what was referred to just before is what is meant.
    const plain = (value: Value): unknown => (value instanceof Relation ? captured.refs.at(-1)?.name : toJs(value));
    captured.configs.push(Object.fromEntries([...given].map(([key, value]) => [key, plain(value)])));
  });
  return {
    ref: nodeFunction('ref', (args, caller) => {
      captured.refs.push(refArguments(args, placeOf(caller)));
      return self;
    }),
    source: nodeFunction('source', (args, caller) => {
      captured.sources.push(sourceArguments(args, placeOf(caller)));
      return self;
    }),
    function: nodeFunction('function', (args, caller) => {
      captured.functions.push(refArguments(args, placeOf(caller)));
      return self;
    }),
    metric: nodeFunction('metric', (args, caller) => {
      const call = metricArguments(args, placeOf(caller));
      captured.metrics.push(call);
      return new MetricReference(call, () => undefined);
    }),
    config: () => config,
    doc: nodeFunction('doc', doc),
    this: () => (isRelational(facts) ? self : null),
    ...commonNames(facts, current, placeholder),
  };
}

/** A hook of a run, and a called macro, have no relation that `this` could be. */
export const isRelational = ({ resourceType }: Pick<NodeFacts, 'resourceType'>): boolean =>
  resourceType !== 'operation';

/** Names that mean the same in both passes. */
export function commonNames(facts: NodeFacts, config: () => Config, relation: FullRelation): OwnNames {
  const model = (): Value => nodeDict(facts, config(), relation);
  return {
    model,
    node: model,
    database: () => relation.database,
    schema: () => relation.schema,
    identifier: () => relation.identifier,
    graph: () => new PyDict(),
    pre_hooks: () => [],
    post_hooks: () => [],
    sql: () => '',
    sql_now: () => '',
  };
}
