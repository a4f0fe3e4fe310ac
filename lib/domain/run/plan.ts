import type { Compilation, CompiledNode } from '#lib/contracts/compilation.ts';
import { isDescribed, type NodeKind } from '#lib/contracts/graph.ts';
import type { NodeId } from '#lib/contracts/ids.ts';
import type { RunCommand, RunRequest, RunStep } from '#lib/contracts/run.ts';
import { stepOrder } from './order.ts';

/** Chooses the ids that dbt's selection syntax names; domain/graph's selectNodes, bound to a graph. */
export type Selector = (select: readonly string[], exclude: readonly string[]) => ReadonlySet<string>;

/**
 * Which tests of a build run: `all` that are selected, or only those `whole` that read nothing but
 * what the run builds, because a branch that was never built may lack the rest.
 */
export type TestChoice = 'all' | 'whole';

/**
 * The steps of a run, each after those it waits for.
 * @param select selection over the compilation's graph; tests come along by domain/graph's rule.
 * @param succeeded steps of the run that is retried; they are not run again.
 */
export function planSteps(
  compilation: Compilation,
  request: Pick<RunRequest, 'command' | 'select' | 'exclude'>,
  select: Selector,
  succeeded: ReadonlySet<string> = new Set(),
  tests: TestChoice = 'all',
): RunStep[] {
  const chosen = select(request.select, request.exclude);
  const wanted = new Map<string, CompiledNode>();
  for (const [id, node] of compilation.nodes) {
    if (chosen.has(id) && !succeeded.has(id) && takesPart(node, request)) wanted.set(id, node);
  }
  if (tests === 'whole' && request.command === 'build') dropHalfTests(wanted, compilation, succeeded);
  const after = waits(compilation, wanted, request.command);
  return stepOrder(wanted, after).map((node) => toStep(node, after.get(node.graph.id) ?? []));
}

/** Takes out tests that read a node which this run doesn't build: it may not be there. */
function dropHalfTests(
  wanted: Map<string, CompiledNode>,
  compilation: Compilation,
  succeeded: ReadonlySet<string>,
): void {
  const there = (id: string): boolean => {
    const parent = compilation.nodes.get(id);
    const needsNoStep =
      parent === undefined || parent.graph.kind === 'source' || parent.config.materialized === 'ephemeral';
    return needsNoStep || wanted.has(id) || succeeded.has(id);
  };
  for (const [id, { graph }] of wanted) {
    if (graph.kind === 'test' && !graph.dependsOn.every(there)) wanted.delete(id);
  }
}

const takes: Readonly<Record<RunCommand, (kind: NodeKind) => boolean>> = {
  build: () => true,
  run: (kind) => kind !== 'seed' && kind !== 'test' && kind !== 'snapshot',
  test: (kind) => kind === 'test',
  seed: (kind) => kind === 'seed',
  snapshot: (kind) => kind === 'snapshot',
  train: (kind) => kind !== 'test',
};

/** `train` without a selection trains what can be trained; with one (`+model`) it also builds what the selection names. */
function takesPart(
  { graph, work }: CompiledNode,
  { command, select }: Pick<RunRequest, 'command' | 'select'>,
): boolean {
  if (!graph.enabled || ['source', 'described', 'ephemeral'].includes(work.type)) return false;
  // An empty file is told of, and nothing is to be done for it.
  if (work.type === 'invalid' && work.problem.severity === 'warning') return false;
  if (work.type === 'deferred' && work.relation === undefined && graph.kind !== 'test') return false;
  if (work.type === 'deferred' && graph.materialized === 'ephemeral') return false;
  if (graph.kind === 'source' || isDescribed(graph.kind)) return false;
  if (command === 'train' && select.length === 0) return graph.kind === 'train';
  return takes[command](graph.kind);
}

/** What each step waits for: the nearest steps above it, and in a build the tests of what it reads. */
function waits(compilation: Compilation, wanted: ReadonlyMap<string, CompiledNode>, command: RunCommand) {
  const above = nearestSteps(compilation, wanted);
  const after = new Map([...wanted.keys()].map((id) => [id, new Set(above(id))]));
  if (command === 'build') {
    putUnitTestsFirst(wanted, after);
    addTestGates(wanted, after, readsOf(compilation, wanted));
  }
  return new Map([...after].map(([id, steps]): [string, string[]] => [id, [...steps]]));
}

const isUnitTest = ({ graph }: CompiledNode): boolean => graph.id.startsWith('unit_test.');

/** As in dbt the unit tests of a model run right before it, after what it reads: a failure stops it. */
function putUnitTestsFirst(wanted: ReadonlyMap<string, CompiledNode>, after: Map<string, Set<string>>): void {
  for (const [id, node] of wanted) {
    const model = node.graph.tests ?? '';
    const before = after.get(model);
    if (!isUnitTest(node) || before === undefined) continue;
    after.set(id, new Set([...before].filter((each) => !each.startsWith('unit_test.'))));
    before.add(id);
  }
}

/** What each step reads of other steps and of sources, which have tests too. */
function readsOf(compilation: Compilation, wanted: ReadonlyMap<string, CompiledNode>) {
  const sources = [...compilation.nodes].filter(([, { graph }]) => graph.kind === 'source');
  const above = nearestSteps(compilation, new Map([...wanted, ...sources]));
  return new Map([...wanted.keys()].map((id) => [id, new Set(above(id))]));
}

/** Steps above a node, looking through nodes that are not steps (ephemeral, unselected). */
function nearestSteps(compilation: Compilation, wanted: ReadonlyMap<string, CompiledNode>) {
  return (start: string): string[] => {
    const seen = new Set<string>([start]);
    const pending = [start];
    for (const id of pending) {
      if (id !== start && wanted.has(id)) continue;
      for (const parent of compilation.nodes.get(id)?.graph.dependsOn ?? []) {
        if (seen.has(parent)) continue;
        seen.add(parent);
        pending.push(parent);
      }
    }
    return pending.filter((id) => id !== start && wanted.has(id));
  };
}

/**
 * A test of a node runs before whatever reads that node, so that a failure stops it. As in dbt a
 * test of several nodes (relationships) holds back only what lies below all of them: anything
 * else could wait for itself.
 */
function addTestGates(
  wanted: ReadonlyMap<string, CompiledNode>,
  after: ReadonlyMap<string, Set<string>>,
  reads: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const children = childrenOf(wanted, reads);
  const below = descendants(children);
  const gates: [string, string][] = [];
  for (const [test, node] of wanted) {
    if (node.graph.kind !== 'test' || isUnitTest(node)) continue;
    for (const id of gated([...(reads.get(test) ?? [])], children, below, reads)) gates.push([id, test]);
  }
  for (const [id, test] of gates) after.get(id)?.add(test);
}

type Edges = ReadonlyMap<string, readonly string[]>;

/** The topmost nodes below all parents of a test: what lies below them waits for them. */
function gated(
  parents: readonly string[],
  children: Edges,
  below: (id: string) => ReadonlySet<string>,
  after: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const [first, ...others] = parents;
  if (first === undefined) return [];
  if (others.length === 0) return children.get(first) ?? [];
  const sets = parents.map(below);
  const belowAll = (id: string) => sets.every((set) => set.has(id));
  return [...below(first)].filter((id) => belowAll(id) && ![...(after.get(id) ?? [])].some(belowAll));
}

/** Edges downwards between steps that build something: nothing lies below a test. */
function childrenOf(wanted: ReadonlyMap<string, CompiledNode>, after: ReadonlyMap<string, ReadonlySet<string>>): Edges {
  const children = new Map<string, string[]>();
  for (const [id, node] of wanted) {
    if (node.graph.kind === 'test') continue;
    for (const parent of after.get(id) ?? []) {
      const list = children.get(parent);
      if (list) list.push(id);
      else children.set(parent, [id]);
    }
  }
  return children;
}

function descendants(children: Edges) {
  const known = new Map<string, ReadonlySet<string>>();
  return (start: string): ReadonlySet<string> => {
    const cached = known.get(start);
    if (cached) return cached;
    const found = new Set<string>();
    const stack = [...(children.get(start) ?? [])];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      stack.push(...(children.get(id) ?? []));
    }
    known.set(start, found);
    return found;
  };
}

function toStep({ graph }: CompiledNode, after: readonly string[]): RunStep {
  const { id, kind, name, path, materialized, checksum } = graph;
  return { nodeId: id, kind, name, path, materialized, checksum, after: after.filter(isNodeId) };
}

/** Ids of a compilation are NodeIds already; sets of them are typed as plain strings. */
const isNodeId = (id: string): id is NodeId => id.length > 0;

/** Errors that concern a plan: of the project as a whole, and of its own nodes. */
export function planProblems(compilation: Compilation, steps: readonly RunStep[]) {
  const planned = new Set<string>(steps.map((step) => step.nodeId));
  const errors = compilation.problems.filter(({ severity }) => severity === 'error');
  return {
    ofProject: errors.filter(({ nodeId }) => nodeId === undefined),
    ofSteps: new Map(
      errors.flatMap((error) => (error.nodeId && planned.has(error.nodeId) ? [[error.nodeId, error]] : [])),
    ),
  };
}
