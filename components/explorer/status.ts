import type { NodeView } from '#components/graph/states.ts';
import type { NodeKind, NodeStatus, ProjectGraph } from '#lib/contracts/graph.ts';

export interface FileFact {
  readonly kind: NodeKind;
  readonly status: NodeStatus | undefined;
}

/** From what worries most to what worries least. */
const WORST: readonly NodeStatus[] = [
  'failed',
  'partial',
  'warned',
  'running',
  'queued',
  'stale',
  'skipped',
  'new',
  'fresh',
  'passed',
];

const worse = (a: NodeStatus | undefined, b: NodeStatus | undefined): NodeStatus | undefined =>
  a === undefined ? b : b === undefined ? a : WORST.indexOf(a) <= WORST.indexOf(b) ? a : b;

/** What each file holds and how it stands: the node it defines; a YAML file stands for none. */
export function fileFacts(
  graph: ProjectGraph | null,
  views: ReadonlyMap<string, NodeView>,
): ReadonlyMap<string, FileFact> {
  const facts = new Map<string, FileFact>();
  for (const node of graph?.nodes ?? []) {
    if (/\.ya?ml$/.test(node.path)) continue;
    const before = facts.get(node.path);
    const status = worse(before?.status, views.get(node.id)?.status);
    facts.set(node.path, { kind: before?.kind ?? node.kind, status });
  }
  return facts;
}

/** The worst of what a closed folder holds. */
export function folderStatus(folder: string, facts: ReadonlyMap<string, FileFact>): NodeStatus | undefined {
  let status: NodeStatus | undefined;
  for (const [path, fact] of facts) if (path.startsWith(`${folder}/`)) status = worse(status, fact.status);
  return status;
}
