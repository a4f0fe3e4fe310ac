import { type GraphNode, graphNode } from '#lib/contracts/graph.ts';

/** A node of the project `p` as the graph has it: a view, unless `more` says otherwise. */
export const testNode = (id: string, more: Partial<Record<keyof GraphNode, unknown>> = {}): GraphNode =>
  graphNode.parse({
    id,
    kind: 'model',
    name: id,
    path: `${id}.sql`,
    folder: '',
    materialized: 'view',
    description: '',
    tags: [],
    columns: [],
    dependsOn: [],
    enabled: true,
    checksum: '',
    ...more,
  });
