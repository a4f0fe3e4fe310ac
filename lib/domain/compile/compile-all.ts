import type { Problem } from '../../contracts/problem.ts';
import type { Package } from '../project/index.ts';
import { type CompiledWork, compileNode, invalid } from './compile-node.ts';
import { calls, isSameValue } from './face.ts';
import { type Dependencies, findCycles, topologicalOrder } from './order.ts';
import { allPackages, type Parse } from './parse.ts';
import type { Resolved } from './resolve.ts';
import { Rows, type Table } from './table.ts';

/** A node compiled, and what its text depends on beside what its draft calls. */
interface TracedWork extends CompiledWork {
  /** Names it found others by. */
  readonly reads: readonly string[];
  /** Macros that were looked for while it was compiled. */
  readonly macros: readonly string[];
}

/** Every node compiled. */
export interface Works {
  readonly rows: Rows<TracedWork>;
  /** Ids whose work is another than before. */
  readonly changed: ReadonlySet<string>;
  readonly order: Order;
}

interface Order {
  /** Ids, each after what it depends on, without those of a cycle. */
  readonly ids: readonly string[];
  /** The cycle a node is in. */
  readonly cycles: ReadonlyMap<string, readonly string[]>;
}

/**
 * Compiles the nodes of a project that something changed for.
 * @param before the works of the parse that `parse.changes` speaks of
 */
export function compileAll(parse: Parse, before: { readonly parse: Parse; readonly works: Works } | undefined): Works {
  const { nodes, changes } = parse;
  const known = changes === undefined ? undefined : before;
  const order = orderAfter(nodes, known);
  const { index } = nodes.rows;
  const list = known?.works.rows.listUnder(index) ?? index.ids.map(() => undefined);
  const rows = new Rows<TracedWork>(index, list);
  const changed = new Set<string>();
  const put = (id: string, work: TracedWork | undefined): void => {
    list[index.positions.get(id) ?? -1] = work;
    changed.add(id);
  };
  const owners = new Map(allPackages(parse.workspace.project).map((each) => [each.name, each]));
  for (const id of nodes.changed) if (!nodes.rows.has(id) && index.positions.has(id)) put(id, undefined);
  for (const [id, cycle] of order.cycles) {
    const each = nodes.rows.get(id);
    if (each !== undefined)
      put(id, {
        ...invalid(each.draft, [cycleProblem(each, cycle, nodes.rows), ...each.problems]),
        reads: [],
        macros: [],
      });
  }
  // Nodes of which others now see something else, or which are other text where they are inlined.
  const spread = new Set(changes?.ids);
  for (const id of known === undefined ? order.ids : candidates(parse, known.works, order, spread)) {
    const each = nodes.rows.get(id);
    if (each === undefined) continue;
    const old = rows.get(id);
    if (old !== undefined && !isStale(each, old, parse, spread) && !known?.works.order.cycles.has(id)) continue;
    const work = compileOne(parse, each, owners.get(each.draft.packageName), rows);
    put(id, work);
    if (!isSameValue(inlined(old), inlined(work))) spread.add(id);
  }
  return { rows, changed, order };
}

/** Where an edit changes nothing that others see, only what was edited has to be looked at. */
function candidates(
  { nodes, changes }: Parse,
  works: Works,
  order: Order,
  spread: ReadonlySet<string>,
): Iterable<string> {
  const isNothingElse = changes?.names.size === 0 && changes.macros.size === 0;
  const isQuiet = spread.size === 0 && isNothingElse && order === works.order && order.cycles.size === 0;
  const isInlined = (id: string): boolean => inlined(works.rows.get(id)).length > 0;
  return isQuiet && ![...nodes.changed].some(isInlined) ? nodes.changed : order.ids;
}

function isStale(each: Resolved, old: TracedWork, { nodes, changes }: Parse, spread: ReadonlySet<string>): boolean {
  if (nodes.changed.has(each.draft.id)) return true;
  if (spread.size > 0 && each.dependsOn.some((id) => spread.has(id))) return true;
  if (changes === undefined) return false;
  return old.reads.some((name) => changes.names.has(name)) || old.macros.some((name) => changes.macros.has(name));
}

function compileOne(
  { workspace, lookup: all }: Parse,
  resolved: Resolved,
  owner: Package | undefined,
  done: ReadonlyMap<string, CompiledWork>,
): TracedWork {
  const reads: string[] = [];
  const lookup = all.watched((name) => {
    if (!reads.includes(name) && !calls(resolved.draft, (own) => own === name)) reads.push(name);
  });
  const each = owner ?? workspace.project.root;
  const { value, problems, macros } = workspace.memo.collect(() =>
    compileNode({ workspace, each, resolved, lookup, done }),
  );
  return {
    ...value,
    reads,
    macros,
    problems: problems.length === 0 ? value.problems : [...value.problems, ...problems],
  };
}

/** What others hold of a node's text: that of an ephemeral model, or why there is none. */
function inlined(work: CompiledWork | undefined): readonly unknown[] {
  if (work === undefined) return [];
  if (work.work.type === 'invalid' && work.work.relation === undefined) return [work.work.problem.message];
  return work.ctes;
}

/** The order of before, while nodes depend on each other as they did; tests, on which nothing depends, may come and go. */
function orderAfter(
  nodes: Table<Resolved>,
  known: { readonly parse: Parse; readonly works: Works } | undefined,
): Order {
  if (known === undefined) return orderOf(nodes.rows);
  const reshaped = new Set<string>();
  for (const id of nodes.changed) {
    const [old, next] = [known.parse.nodes.rows.get(id), nodes.rows.get(id)];
    if (isSameValue(old?.dependsOn, next?.dependsOn)) continue;
    if ([old, next].some((each) => each !== undefined && each.draft.kind !== 'test')) return orderOf(nodes.rows);
    reshaped.add(id);
  }
  const { order } = known.works;
  if (reshaped.size === 0) return order;
  const added = [...reshaped].filter((id) => nodes.rows.has(id));
  return { ...order, ids: [...order.ids.filter((id) => !reshaped.has(id)), ...added] };
}

function orderOf(nodes: ReadonlyMap<string, Resolved>): Order {
  const dependencies: Dependencies = new Map(Array.from(nodes, ([id, each]) => [id, each.dependsOn] as const));
  const ids = topologicalOrder(dependencies);
  const cycles = new Map<string, readonly string[]>();
  for (const cycle of findCycles(dependencies, ids)) for (const id of cycle) cycles.set(id, cycles.get(id) ?? cycle);
  if (cycles.size === 0) return { ids, cycles };
  // Without the cycles, everything has an order.
  return { ids: topologicalOrder(new Map([...dependencies].filter(([id]) => !cycles.has(id)))), cycles };
}

function cycleProblem(each: Resolved, cycle: readonly string[], resolved: ReadonlyMap<string, Resolved>): Problem {
  const nameOf = (id: string): string => resolved.get(id)?.draft.name ?? id;
  const start = cycle.indexOf(each.draft.id);
  const round = [...cycle.slice(start, -1), ...cycle.slice(0, start), each.draft.id];
  const next = round[1];
  const call = [...each.draft.refs].find((ref) => ref.name === resolved.get(next ?? '')?.draft.name);
  return {
    code: 'graph.cycle',
    severity: 'error',
    message: `${each.draft.name} depends on itself: ${round.map(nameOf).join(' → ')}.`,
    path: each.draft.path,
    line: call?.place.line ?? each.draft.line ?? 1,
    column: call?.place.column ?? 1,
    remedy: 'Remove one of these refs, or move what both need into a model of its own.',
    nodeId: each.draft.id,
  };
}
