import {
  type GraphNode,
  hasFailed,
  isDescribed,
  type NodeState,
  type NodeStatus,
  type ProjectGraph,
} from '#lib/contracts/graph.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { inOrder, isSameShape } from './order.ts';

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
  /** The version that the run is of. */
  readonly versionNumber?: number;
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

/** The views of a graph's nodes, with what the next need to be worked out where something changed, and only there. */
export interface Merged {
  readonly views: ReadonlyMap<string, NodeView>;
  readonly nodes: readonly GraphNode[];
  readonly order: readonly string[];
  readonly known: ReadonlyMap<string, Known>;
}

export const NOTHING_MERGED: Merged = { views: new Map(), nodes: [], order: [], known: new Map() };

/**
 * Merges the graph of the current text, the stored states of the branch, and what is running.
 * A node is stale when its text builds something else than its relation was built from, when an
 * upstream node is stale or was never built, or when stored upstream data is younger than its own.
 * @param before what was merged last: a view that says the same is the same object, and so is the whole
 */
export function mergeStates(
  graph: ProjectGraph,
  states: readonly NodeState[],
  live: ReadonlyMap<string, LiveState>,
  before: Merged = NOTHING_MERGED,
): Merged {
  const stored = new Map(states.map((state) => [String(state.id), state]));
  const nodes = new Map(graph.nodes.map((node) => [String(node.id), node]));
  const order = isSameShape(before.nodes, graph.nodes) ? before.order : inOrder(graph);
  const known = new Map<string, Known>();
  for (const id of order) {
    const node = nodes.get(id);
    if (!node) continue;
    const upstream = node.dependsOn.flatMap((up) => known.get(up) ?? []);
    const from = { node, stored: stored.get(id), live: live.get(id), upstream };
    const last = before.known.get(id);
    known.set(id, last && isSame(last.from, from) ? last : know(from, last));
  }
  const kept = before.known.size === known.size && [...known].every(([id, { view }]) => view === before.views.get(id));
  const views = kept ? before.views : new Map([...known].map(([id, { view }]) => [id, view]));
  return { views, nodes: graph.nodes, order, known };
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

/** What a view is worked out from. */
interface From {
  readonly node: GraphNode;
  readonly stored: NodeState | undefined;
  readonly live: LiveState | undefined;
  readonly upstream: readonly Known[];
}

/** A view with what its downstream needs: its name and how young the data it shows is. */
interface Known {
  readonly from: From;
  readonly view: NodeView;
  readonly dataAt: number;
}

const isSame = (before: From, now: From): boolean =>
  before.node === now.node &&
  before.stored === now.stored &&
  before.live === now.live &&
  before.upstream.length === now.upstream.length &&
  now.upstream.every((up, at) => saysTheSame(before.upstream[at], up));

/** To what is downstream. */
const saysTheSame = (before: Known | undefined, now: Known): boolean =>
  before === now ||
  (before?.view === now.view && before.dataAt === now.dataAt && before.from.node.name === now.from.node.name);

function know(from: From, last: Known | undefined): Known {
  const { node, live, upstream } = from;
  const built = withLive(node, from.stored, live);
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
  return { from, view: sameView(last?.view, view), dataAt };
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
      ? { status: 'stale', reason: 'upstream built since', detail: `${younger.from.node.name} was built since` }
      : { status: settled(node, built), reason: '' })
  );
}

function fromUpstream(up: Known | undefined): Said | undefined {
  if (!up) return undefined;
  const verb = UPSTREAM[up.view.status] ?? 'changed';
  return { status: 'stale', reason: `upstream ${verb}`, detail: `${up.from.node.name} ${verb}` };
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
    versionNumber: live.versionNumber ?? built?.versionNumber,
    problem: live.problem,
    score: live.score ?? built?.score,
  };
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;
