import { type GraphNode, isDescribed, type NodeStatus } from '#lib/contracts/graph.ts';
import type { RunCommand } from '#lib/contracts/run.ts';
import type { NodeView } from './states.ts';

export type NodeAction =
  | 'run'
  | 'run-upstream'
  | 'run-downstream'
  | 'full-refresh'
  | 'test'
  | 'retry'
  | 'error'
  | 'focus'
  | 'open'
  | 'file'
  | 'task'
  | 'assign';

export interface RunWish {
  readonly command: RunCommand;
  readonly select: readonly string[];
  /** Builds from nothing what otherwise adds to what stands. */
  readonly fullRefresh?: true;
}

const REFRESHED = new Set(['incremental', 'materialized_view', 'seed']);

/** `--full-refresh` builds the node another way than a build does, and its config does not forbid it. */
export const canRefresh = ({ materialized, config }: GraphNode): boolean =>
  REFRESHED.has(materialized) && config?.full_refresh !== false;

/** What a node's action asks the engine to run, in dbt's selection syntax; undefined where it runs nothing. */
export function wishOf(action: NodeAction, node: GraphNode): RunWish | undefined {
  const name = selectorOf(node);
  switch (action) {
    case 'run':
      return { command: node.kind === 'train' ? 'train' : node.kind === 'test' ? 'test' : 'build', select: [name] };
    case 'run-upstream':
      return { command: 'build', select: [`+${name}`] };
    case 'run-downstream':
    case 'retry':
      return { command: 'build', select: [`${name}+`] };
    case 'full-refresh':
      return { command: 'build', select: [name], fullRefresh: true };
    case 'test':
      return { command: 'test', select: [name] };
    case 'error':
    case 'focus':
    case 'open':
    case 'file':
    case 'task':
    case 'assign':
      return undefined;
    default:
      return action satisfies never;
  }
}

/** Nodes that hold no relation a fit could read. */
const NOTHING_TO_BUILD = new Set(['source', 'test']);

/**
 * One click trains: what stands upstream and is not fresh is built in the same run, nothing else is.
 * @param upstream every node above the training node
 */
export function trainWish(
  node: GraphNode,
  upstream: readonly GraphNode[],
  views: ReadonlyMap<string, Pick<NodeView, 'status'>>,
): RunWish {
  const needed = upstream.filter(
    ({ id, kind, materialized }) =>
      !NOTHING_TO_BUILD.has(kind) &&
      !isDescribed(kind) &&
      materialized !== 'ephemeral' &&
      !BUILT.has(views.get(id)?.status ?? 'new'),
  );
  return { command: 'train', select: [...needed.map(selectorOf), selectorOf(node)] };
}
const BUILT: ReadonlySet<NodeStatus> = new Set(['fresh', 'passed', 'warned']);

/** How dbt names the node in `--select`: `source:nyc.flights` for a source, the name for all others. */
export function selectorOf(node: GraphNode): string {
  if (node.id.startsWith('unit_test.')) return `unit_test:${node.id.split('.').at(-1)}`;
  if (node.kind !== 'source') return node.name;
  return `source:${node.id.split('.').slice(2).join('.')}`;
}

/** What the screen's keys do; undefined is not ours. */
export type GraphKey =
  | { readonly type: 'walk'; readonly direction: 'left' | 'right' | 'up' | 'down' }
  | { readonly type: 'act'; readonly action: NodeAction }
  | { readonly type: 'find' }
  | { readonly type: 'menu' }
  | { readonly type: 'leave' };

interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const ARROWS: Readonly<Record<string, 'left' | 'right' | 'up' | 'down'>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Arrows walk, F focuses, / finds, Enter opens, ⇧F10 is the menu, ⇧⌘Enter runs with upstream, Esc leaves; ⌘Enter is the shell's. */
export function graphKey(event: Pressed): GraphKey | undefined {
  const command = event.metaKey || event.ctrlKey;
  if (event.key === 'Enter' && command) return event.shiftKey ? { type: 'act', action: 'run-upstream' } : undefined;
  if (event.key === 'F10' && event.shiftKey) return { type: 'menu' };
  if (command || event.altKey) return undefined;
  const direction = ARROWS[event.key];
  if (direction) return { type: 'walk', direction };
  if (event.key === 'ContextMenu') return { type: 'menu' };
  if (event.key === 'f' || event.key === 'F') return { type: 'act', action: 'focus' };
  if (event.key === '/') return { type: 'find' };
  if (event.key === 'Enter') return { type: 'act', action: 'open' };
  return event.key === 'Escape' ? { type: 'leave' } : undefined;
}
