import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { analysisNode } from '#lib/domain/compile/index.ts';
import { selectNodes, toGraph } from '#lib/domain/graph/index.ts';
import type { Arguments } from './arguments.ts';
import type { CompiledFolder } from './compile.ts';
import { err } from './print.ts';
import { stateFacts } from './state.ts';

/** Ids that the selection flags name, in the order of the project, analyses last. What names nothing is told. */
export function selectedIds(args: Arguments, folder: CompiledFolder): ReadonlySet<string> {
  const { select, exclude, selector, indirect, resourceTypes, excludeResourceTypes } = args;
  const graph = toGraph(folder.compilation);
  const analyses = folder.parsed.analyses.map(({ resolved }) => analysisNode(resolved));
  const { ids, unmatched } = selectNodes(
    { ...graph, nodes: [...graph.nodes, ...analyses] },
    {
      select,
      exclude,
      selector,
      indirect,
      resourceTypes,
      excludeResourceTypes,
      ...stateFacts(args, folder),
    },
  );
  if (!args.quiet && !args.json)
    for (const text of unmatched) err(`The selection criterion '${text}' does not match any enabled nodes`);
  return new Set(ids);
}

/** The enabled nodes that the selection flags name, in the order of the project. */
export function selectedNodes(args: Arguments, folder: CompiledFolder): CompiledNode[] {
  const chosen = selectedIds(args, folder);
  return [...folder.compilation.nodes.values()].filter(({ graph }) => graph.enabled && chosen.has(graph.id));
}
