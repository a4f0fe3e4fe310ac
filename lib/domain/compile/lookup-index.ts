import { isSet, type Project } from '../project/index.ts';
import { type Draft, type FullRelation, REFABLE, type ResourceType } from './draft.ts';
import type { CompileOptions, TimeWindow } from './options.ts';

/** Every draft, by the ways there are to find one. */
export interface Index {
  readonly refable: Map<string, Draft[]>;
  /** By `source.table`; of several packages there may be several. */
  readonly sources: Map<string, Draft[]>;
  readonly functions: Map<string, Draft[]>;
  readonly metrics: Map<string, Draft[]>;
  /** Semantic models by the names of their measures. */
  readonly measures: Map<string, Draft[]>;
  /** Nodes of the semantic layer. */
  readonly semantic: Draft[];
  /** Nodes switched off by `enabled: false`, for a clear word when something refers to one. */
  readonly disabled: Map<string, Draft>;
  readonly drafts: ReadonlyMap<string, Draft>;
  readonly rootName: string;
  readonly deferred: ReadonlyMap<string, FullRelation> | undefined;
  readonly isOwnFirst: boolean;
  readonly isEmpty: boolean;
  readonly sample: TimeWindow | undefined;
  readonly restricted: ReadonlySet<string>;
}

export type IndexOptions = Pick<CompileOptions, 'deferred' | 'empty' | 'sample'>;

/** Lists the drafts of a project. */
export function indexOf(
  drafts: ReadonlyMap<string, Draft>,
  disabled: Iterable<Draft>,
  { root, packages }: Project,
  { deferred, empty = false, sample }: IndexOptions,
): Index {
  const index: Index = {
    refable: new Map(),
    sources: new Map(),
    functions: new Map(),
    metrics: new Map(),
    measures: new Map(),
    semantic: [],
    disabled: new Map(),
    drafts,
    rootName: root.name,
    deferred,
    isOwnFirst: isSet(root.config.flags, 'require_ref_searches_node_package_before_root'),
    isEmpty: empty,
    sample,
    restricted: new Set([root, ...packages].filter((each) => each.config.restrictAccess).map((each) => each.name)),
  };
  for (const draft of drafts.values()) {
    if (draft.semantic !== undefined) index.semantic.push(draft);
    for (const { section, name } of placesOf(draft)) push(index[section], name, draft);
  }
  for (const draft of disabled) index.disabled.set(BY_ID.has(draft.resourceType) ? draft.id : draft.name, draft);
  return index;
}

/** What is not found by `ref`. */
const BY_ID: ReadonlySet<ResourceType> = new Set(['source', 'semantic_model', 'metric', 'saved_query']);

/** The parts of an index that find drafts by a name. */
type Section = 'refable' | 'sources' | 'functions' | 'metrics' | 'measures';

interface IndexPlace {
  readonly section: Section;
  readonly name: string;
}

/** Where an index has a draft: nowhere when nothing refers to it by name. */
function placesOf({ resourceType, name, semantic }: Draft): readonly IndexPlace[] {
  if (semantic?.kind === 'metric') return [{ section: 'metrics', name }];
  if (semantic?.kind === 'semantic_model')
    return semantic.value.measures.map((measure) => ({ section: 'measures', name: measure.name }));
  if (resourceType === 'source') return [{ section: 'sources', name }];
  if (resourceType === 'function') return [{ section: 'functions', name }];
  return REFABLE.has(resourceType) ? [{ section: 'refable', name }] : NOWHERE;
}

const NOWHERE: readonly IndexPlace[] = [];

/**
 * An index with some drafts in the place of others, which are found by the same names.
 * @param drafts all there are then
 */
export function replaced(before: Index, others: ReadonlyMap<Draft, Draft>, drafts: ReadonlyMap<string, Draft>): Index {
  const next = (each: Draft): Draft => others.get(each) ?? each;
  const sections: Partial<Record<Section, Map<string, Draft[]>>> = {};
  for (const draft of others.keys()) {
    for (const { section, name } of placesOf(draft)) {
      // Of 10,000 models an edit changes one: what it does not touch is shared.
      const names = sections[section] ?? new Map(before[section]);
      sections[section] = names;
      names.set(name, (names.get(name) ?? []).map(next));
    }
  }
  const isSemantic = [...others.keys()].some(({ semantic }) => semantic !== undefined);
  const semantic = isSemantic ? before.semantic.map(next) : before.semantic;
  return { ...before, ...sections, semantic, drafts };
}

function push(index: Map<string, Draft[]>, name: string, draft: Draft): void {
  const list = index.get(name);
  if (list === undefined) index.set(name, [draft]);
  else list.push(draft);
}
