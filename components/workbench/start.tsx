'use client';
import type { ProjectNodes } from '#components/graph/use-project-nodes.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import { NothingOpen } from './editor-pane.tsx';
import { StartHere } from './start-here.tsx';

/** Without an open file: the next step of a young project, or how to open one. */
export function Start({ nodes, onOpen }: { readonly nodes: ProjectNodes; readonly onOpen: (path: string) => void }) {
  const all = nodes.graph?.nodes;
  if (!all) return null;
  if (all.some(({ kind }) => kind === 'train')) return <NothingOpen />;
  const data = all.find(({ kind }) => kind === 'source' || kind === 'seed');
  const model = all.findLast(({ kind }) => kind === 'model' || kind === 'python');
  return <StartHere step={model ? 3 : data ? 2 : 1} firstNode={callOf(model ?? data)} onOpen={onOpen} />;
}

function callOf(node: GraphNode | undefined): string | undefined {
  if (!node) return undefined;
  return node.kind === 'source' ? `source('${node.id.split('.').at(-2)}', '${node.name}')` : `ref('${node.name}')`;
}
