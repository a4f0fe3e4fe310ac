import { type Adjacency, reach } from '../adjacency.ts';
import { type Facts, resourceType } from './facts.ts';
import { fits } from './methods.ts';
import type { Criterion, IndirectSelection, Selection } from './selection.ts';

/** What a selection gives. */
interface Bundle {
  /** What is chosen. */
  readonly direct: ReadonlySet<string>;
  /** Tests of something chosen that wait for the rest of what they read. */
  readonly indirect: ReadonlySet<string>;
}

export interface Evaluation {
  readonly edges: Adjacency;
  readonly facts: Facts;
  readonly indirect: IndirectSelection;
  /** Takes a written selection that named nothing. */
  readonly empty: (text: string) => void;
}

/** The ids a selection names: each criterion with its neighbours and tests, then the set operations. */
export function evaluate(selection: Selection, evaluation: Evaluation): Bundle {
  if (selection.type === 'criterion') return ofCriterion(selection, evaluation);
  const bundles = selection.parts.map((part) => evaluate(part, evaluation));
  const direct = combine(
    selection.type,
    bundles.map((bundle) => bundle.direct),
  );
  const indirect = combine(
    selection.type,
    bundles.map((bundle) => union([bundle.direct, bundle.indirect])),
  );
  const joined = takeIn(direct, indirect, selection.indirect, evaluation.edges);
  if (joined.size === 0 && selection.text !== undefined) evaluation.empty(selection.text);
  return { direct: joined, indirect };
}

type Ids = ReadonlySet<string>;
const union = (sets: readonly Ids[]): Set<string> => new Set(sets.flatMap((set) => [...set]));

function combine(type: 'union' | 'intersection' | 'difference', sets: readonly Ids[]): Set<string> {
  if (type === 'union') return union(sets);
  const [first = new Set<string>(), ...others] = sets;
  return type === 'intersection'
    ? new Set([...first].filter((id) => others.every((set) => set.has(id))))
    : new Set([...first].filter((id) => !others.some((set) => set.has(id))));
}

function ofCriterion(criterion: Criterion, evaluation: Evaluation): Bundle {
  const { edges, facts } = evaluation;
  const found = new Set<string>();
  for (const [id, node] of edges.nodes) if (node.enabled && fits(node, criterion, facts)) found.add(id);
  const chosen = withNeighbours(found, criterion, edges);
  return withTests(chosen, criterion.indirect ?? evaluation.indirect, edges);
}

function withNeighbours(found: Set<string>, criterion: Criterion, edges: Adjacency): Set<string> {
  const sets: Ids[] = [found];
  if (criterion.childrensParents) {
    const below = union([found, reach(found, edges.children)]);
    sets.push(below, reach(below, edges.parents));
  }
  if (criterion.up > 0) sets.push(reach(found, edges.parents, criterion.up));
  if (criterion.down > 0) sets.push(reach(found, edges.children, criterion.down));
  return union(sets);
}

const isTest = (id: string, edges: Adjacency): boolean => {
  const node = edges.nodes.get(id);
  return node !== undefined && ['test', 'unit_test'].includes(resourceType(node));
};

const reads = (test: string, ids: Ids, edges: Adjacency): boolean =>
  (edges.parents.get(test) ?? []).every((parent) => ids.has(parent));

/** Tests of what is chosen: at once, when all they read is there, or kept for later. */
function withTests(chosen: Set<string>, indirect: IndirectSelection, edges: Adjacency): Bundle {
  if (indirect === 'empty') return { direct: chosen, indirect: new Set() };
  const there = indirect === 'buildable' ? buildable(chosen, edges) : chosen;
  const direct = new Set(chosen);
  const later = new Set<string>();
  for (const id of chosen) {
    for (const child of edges.children.get(id) ?? []) {
      if (!isTest(child, edges)) continue;
      if (indirect === 'eager' || reads(child, there, edges)) direct.add(child);
      else later.add(child);
    }
  }
  return { direct, indirect: later };
}

/** What a run of the chosen could find: they, all above them, and every source. */
function buildable(chosen: Ids, edges: Adjacency): Set<string> {
  const sources = [...edges.nodes.values()].filter((node) => resourceType(node) === 'source').map((node) => node.id);
  return union([chosen, reach(chosen, edges.parents), new Set<string>(sources)]);
}

/** Tests that were kept for later and whose nodes have come together now. */
function takeIn(direct: Set<string>, indirect: Ids, mode: IndirectSelection, edges: Adjacency): Set<string> {
  if (mode === 'eager' || mode === 'empty') return direct;
  const there = mode === 'buildable' ? union([direct, reach(direct, edges.parents)]) : direct;
  const waiting = [...indirect].filter((id) => edges.nodes.get(id)?.id.startsWith('test.') && reads(id, there, edges));
  return union([direct, new Set(waiting)]);
}
