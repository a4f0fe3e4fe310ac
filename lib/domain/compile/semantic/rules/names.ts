import type { Problem } from '../../../../contracts/problem.ts';
import type { SemanticModel } from '../definition.ts';
import { GRANULARITIES } from '../definition.ts';
import { customGranularities, type Defined, type Layer, problemOf, type Rule } from '../layer.ts';

type Part = { readonly name: string; readonly label: string | null };
type Kind = 'measure' | 'entity' | 'dimension';

const partsOf = ({ measures, entities, dimensions }: SemanticModel): (readonly [Kind, Part])[] => [
  ...measures.map((each) => ['measure', each] as const),
  ...entities.map((each) => ['entity', each] as const),
  ...dimensions.map((each) => ['dimension', each] as const),
];

/** Words that every database keeps for itself. */
const RESERVED = new Set(
  'and as create distinct for from full having in inner into is join left like natural not null on or right select union using where with'.split(
    ' ',
  ),
);
const OWN = new Set(['metric_time', 'mf_internal_uuid']);
const VALID = /^[a-z](?:(?!__)[a-z0-9_])*[a-z0-9]$/;

/** What MetricFlow can't take as a name. */
export function* badName(node: Defined<unknown>, part: object | undefined, name: string): Generator<Problem> {
  const refuse = (message: string, remedy: string) => problemOf(node, part, { code: 'semantic.name', message, remedy });
  if (!VALID.test(name))
    yield refuse(
      `"${name}" is no name for the semantic layer.`,
      'Use lower-case letters, digits and single underscores: two characters or more, a letter first, no underscore last.',
    );
  if (GRANULARITIES.some((each) => each === name.toLowerCase()))
    yield refuse(`"${name}" is the name of a span of time.`, 'Choose another name.');
  if (OWN.has(name.toLowerCase())) yield refuse(`MetricFlow uses the name "${name}" itself.`, 'Choose another name.');
}

/** Names are valid, and within a semantic model each is used once. */
export const namesRule: Rule = function* (layer) {
  for (const node of [...layer.models, ...layer.metrics, ...layer.queries]) yield* badName(node, undefined, node.name);
  for (const node of layer.models) {
    const known = new Map<string, Kind>();
    for (const [kind, part] of partsOf(node.value)) {
      yield* badName(node, part, part.name);
      const other = known.get(part.name);
      known.set(part.name, other ?? kind);
      if (other !== undefined)
        yield problemOf(node, part, {
          code: 'semantic.duplicate',
          message: `"${node.name}" has ${article(other)} named "${part.name}" already.`,
          remedy: 'Rename one of the two.',
        });
      if (RESERVED.has(part.name.toLowerCase()))
        yield problemOf(node, part, {
          code: 'semantic.name',
          message: `"${part.name}" is a word of SQL, and can't be the name of ${article(kind)}.`,
          remedy: 'Rename it, and say in "expr" which column it is.',
        });
    }
  }
  yield* customNames(layer);
};

const article = (kind: Kind): string => (kind === 'entity' ? 'an entity' : `a ${kind}`);

function* customNames(layer: Layer): Generator<Problem> {
  const custom = new Set(customGranularities(layer));
  for (const node of layer.models) {
    for (const [, part] of partsOf(node.value))
      if (custom.has(part.name))
        yield problemOf(node, part, {
          code: 'semantic.duplicate',
          message: `"${part.name}" is the name of a custom granularity.`,
          remedy: 'Rename one of the two.',
        });
  }
}

/** A name means one kind of thing in the whole layer; a measure has its name alone. */
export const kindsRule: Rule = function* ({ models }) {
  const kinds = new Map<string, { kind: Kind; owner: string }>();
  for (const node of models) {
    for (const [kind, part] of partsOf(node.value)) {
      const known = kinds.get(part.name);
      if (known === undefined) kinds.set(part.name, { kind, owner: node.name });
      else if (known.kind !== kind && known.owner !== node.name)
        yield problemOf(node, part, {
          code: 'semantic.kind',
          message: `"${part.name}" is ${article(kind)} here, and ${article(known.kind)} in "${known.owner}".`,
          remedy: 'Rename one of the two.',
        });
      else if (kind === 'measure' && known.kind === kind && known.owner !== node.name)
        yield problemOf(node, part, {
          code: 'measure.duplicate',
          message: `The semantic model "${known.owner}" has a measure named "${part.name}" too.`,
          remedy: 'Rename one of the two: metrics find a measure by its name alone.',
        });
    }
  }
};

/** Labels tell things apart. */
export const labelsRule: Rule = function* ({ models, metrics }) {
  yield* sameLabels(models, 'semantic model', ({ value }) => value.label);
  yield* sameLabels(metrics, 'metric', ({ value }) => value.label);
  const entities = new Map<string, { label: string; owner: string }>();
  for (const node of models) {
    const seen = new Map<string, string>();
    for (const [kind, part] of partsOf(node.value)) {
      if (part.label === null) continue;
      const other = seen.get(`${kind} ${part.label}`);
      if (other !== undefined) yield labelTaken(node, part, part.label, `the ${kind} "${other}"`);
      seen.set(`${kind} ${part.label}`, part.name);
    }
    for (const entity of node.value.entities) {
      if (entity.label === null) continue;
      const other = entities.get(entity.name);
      if (other !== undefined && other.label !== entity.label)
        yield problemOf(node, entity, {
          code: 'semantic.label',
          message: `The entity "${entity.name}" is labelled "${entity.label}" here, and "${other.label}" in "${other.owner}".`,
          remedy: 'Give both the same label, or one of them none.',
        });
      else entities.set(entity.name, { label: entity.label, owner: node.name });
    }
  }
};

function* sameLabels<T extends Defined<unknown>>(
  nodes: readonly T[],
  what: string,
  labelOf: (node: T) => string | null,
): Generator<Problem> {
  const seen = new Map<string, string>();
  for (const node of nodes) {
    const label = labelOf(node);
    if (label === null) continue;
    const other = seen.get(label);
    if (other === undefined) seen.set(label, node.name);
    else yield labelTaken(node, undefined, label, `the ${what} "${other}"`);
  }
}

const labelTaken = (node: Defined<unknown>, part: object | undefined, label: string, by: string): Problem =>
  problemOf(node, part, {
    code: 'semantic.label',
    message: `The label "${label}" is that of ${by} already.`,
    remedy: 'Give it another label.',
  });
