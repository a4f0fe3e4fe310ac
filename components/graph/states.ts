import {
  type GraphNode,
  hasFailed,
  isDescribed,
  type NodeState,
  type NodeStatus,
  type ProjectGraph,
} from '#lib/contracts/graph.ts';
import type { Problem } from '#lib/contracts/problem.ts';

/** What a screen draws for one node: its status now, why, and what was last built. */
export interface NodeView {
  readonly id: string;
  readonly status: NodeStatus;
  /** Two words for a node: `text changed`, `upstream changed`; empty when there is nothing to say. */
  readonly reason: string;
  /** The whole of it where there is room: `stg_flights changed`. */
  readonly detail?: string;
  readonly built?: NodeState;
  readonly fraction?: number;
  readonly problem?: Problem;
  readonly score?: NodeState['score'];
}

/** What a run that is going on says of a node; it stands above the stored state. */
export interface LiveState {
  readonly status: NodeStatus;
  /** Set once the step ended well: the checksum its relation was built from. */
  readonly checksum?: string;
  readonly fraction?: number;
  readonly detail?: string;
  readonly rows?: number;
  readonly ms?: number;
  readonly at?: string;
  readonly problem?: Problem;
  readonly score?: NodeState['score'];
}

const storesNothing = ({ kind, materialized }: GraphNode): boolean =>
  isDescribed(kind) || STORES_NOTHING.has(materialized);
const STORES_NOTHING = new Set(['view', 'ephemeral', 'source', 'function', 'test']);

/**
 * Merges the graph of the current text, the stored states of the branch, and what is running.
 * A node is stale when its text builds something else than its relation was built from, when an
 * upstream node is stale or was never built, or when stored upstream data is younger than its own.
 */
export function mergeStates(
  graph: ProjectGraph,
  states: readonly NodeState[],
  live: ReadonlyMap<string, LiveState>,
): ReadonlyMap<string, NodeView> {
  const stored = new Map(states.map((state) => [String(state.id), state]));
  const nodes = new Map(graph.nodes.map((node) => [String(node.id), node]));
  const known = new Map<string, Known>();
  for (const id of inOrder(graph)) {
    const node = nodes.get(id);
    if (!node) continue;
    const upstream = node.dependsOn.flatMap((up) => {
      const found = known.get(up);
      return found ? [found] : [];
    });
    known.set(id, know(node, withLive(node, stored.get(id), live.get(id)), live.get(id), upstream));
  }
  return new Map([...known].map(([id, entry]) => [id, entry.view]));
}

/** `after` with the views of `before` that say the same; `before` itself where all do. What is drawn from them stays. */
export function keepSame(
  before: ReadonlyMap<string, NodeView>,
  after: ReadonlyMap<string, NodeView>,
): ReadonlyMap<string, NodeView> {
  const kept = new Map([...after].map(([id, view]) => [id, sameView(before.get(id), view)]));
  return before.size === kept.size && [...kept].every(([id, view]) => view === before.get(id)) ? before : kept;
}

const sameView = (before: NodeView | undefined, now: NodeView): NodeView =>
  before !== undefined &&
  before.status === now.status &&
  before.reason === now.reason &&
  before.detail === now.detail &&
  before.built === now.built &&
  before.fraction === now.fraction &&
  before.problem === now.problem &&
  before.score === now.score
    ? before
    : now;

/** A view with what its downstream needs: its name and how young the data it shows is. */
interface Known {
  readonly node: GraphNode;
  readonly view: NodeView;
  readonly dataAt: number;
}

function know(
  node: GraphNode,
  built: NodeState | undefined,
  live: LiveState | undefined,
  upstream: readonly Known[],
): Known {
  const at = built?.at ? Date.parse(built.at) : 0;
  const youngest = Math.max(0, ...upstream.map((up) => up.dataAt));
  const dataAt = storesNothing(node) ? Math.max(at, youngest) : at;
  const said = judge(node, built, live, upstream, at);
  const view: NodeView = {
    id: node.id,
    status: said.status,
    reason: said.reason,
    detail: said.detail,
    built,
    fraction: live?.fraction ?? built?.fraction,
    problem: live?.problem ?? (hasFailed(said.status) ? built?.problem : undefined),
    score: live?.score ?? built?.score,
  };
  return { node, view, dataAt };
}

type Said = { readonly status: NodeStatus; readonly reason: string; readonly detail?: string };

function judge(
  node: GraphNode,
  built: NodeState | undefined,
  live: LiveState | undefined,
  upstream: readonly Known[],
  at: number,
): Said {
  if (live && isGoingOn(live.status)) return { status: live.status, reason: live.detail ?? '' };
  if (built && isGoingOn(built.status)) return { status: built.status, reason: '' };
  if (node.kind === 'source' || isDescribed(node.kind)) return { status: 'fresh', reason: '' };
  const changed = built?.checksum !== undefined && built.checksum !== node.checksum;
  if (built?.status === 'failed') return { status: 'failed', reason: firstLine(built.problem?.message ?? 'failed') };
  if (built?.status === 'partial')
    return { status: 'partial', reason: firstLine(built.problem?.message ?? 'some batches failed') };
  if (built?.status === 'skipped') return { status: 'skipped', reason: 'upstream failed' };
  const unsure = upstream.find((up) => isUnsure(up.view.status));
  if (node.materialized === 'ephemeral') return fromUpstream(unsure) ?? { status: 'fresh', reason: '' };
  if (!built || built.status === 'new') return { status: 'new', reason: 'never built' };
  if (changed) return { status: 'stale', reason: 'text changed' };
  const younger = storesNothing(node) ? undefined : upstream.find((up) => up.dataAt > at && at > 0);
  return (
    fromUpstream(unsure) ??
    (younger
      ? { status: 'stale', reason: 'upstream built since', detail: `${younger.node.name} was built since` }
      : { status: settled(node, built), reason: '' })
  );
}

function fromUpstream(up: Known | undefined): Said | undefined {
  if (!up) return undefined;
  const verb = UPSTREAM[up.view.status] ?? 'changed';
  return { status: 'stale', reason: `upstream ${verb}`, detail: `${up.node.name} ${verb}` };
}

const UPSTREAM: Readonly<Partial<Record<NodeStatus, string>>> = {
  new: 'never built',
  failed: 'failed',
  partial: 'built in part',
};

const isGoingOn = (status: NodeStatus): boolean => status === 'running' || status === 'queued';
const isUnsure = (status: NodeStatus): boolean => status === 'stale' || status === 'new' || hasFailed(status);

function settled(node: GraphNode, built: NodeState): NodeStatus {
  if (built.status === 'warned') return 'warned';
  return node.kind === 'test' ? 'passed' : 'fresh';
}

/** A finished step of the run that is watched replaces the stored state before the server says so. */
function withLive(node: GraphNode, built: NodeState | undefined, live: LiveState | undefined): NodeState | undefined {
  if (!live || isGoingOn(live.status)) return built;
  if (live.status === 'skipped') return { ...built, id: node.id, status: 'skipped' };
  if (live.checksum === undefined) return built;
  const failed = live.status === 'failed';
  return {
    id: node.id,
    status: live.status,
    checksum: failed ? built?.checksum : live.checksum,
    rows: live.rows ?? built?.rows,
    ms: live.ms ?? built?.ms,
    at: live.at ?? built?.at,
    problem: live.problem,
    score: live.score ?? built?.score,
  };
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;

/** Ids so that every node comes after what it depends on; nodes of a cycle come last, in file order. */
export function inOrder(graph: ProjectGraph): readonly string[] {
  const present = new Set(graph.nodes.map((node) => String(node.id)));
  const waiting = new Map(
    graph.nodes.map((node) => [String(node.id), node.dependsOn.filter((up) => present.has(up)).length]),
  );
  const down = downstreamOf(graph);
  const ready = graph.nodes.filter((node) => waiting.get(node.id) === 0).map((node) => String(node.id));
  for (let at = 0; at < ready.length; at++) {
    for (const next of down.get(ready[at] ?? '') ?? []) {
      const left = (waiting.get(next) ?? 0) - 1;
      waiting.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  if (ready.length === graph.nodes.length) return ready;
  const done = new Set(ready);
  return [...ready, ...graph.nodes.map((node) => String(node.id)).filter((id) => !done.has(id))];
}

/** Who reads each node, by id. */
export function downstreamOf(graph: ProjectGraph): ReadonlyMap<string, readonly string[]> {
  const down = new Map<string, string[]>(graph.nodes.map((node) => [String(node.id), []]));
  for (const node of graph.nodes) for (const up of node.dependsOn) down.get(up)?.push(node.id);
  return down;
}
