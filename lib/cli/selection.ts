import type { Compilation, CompiledNode } from '#lib/contracts/compilation.ts';
import { selector } from '#lib/domain/run/index.ts';
import type { Arguments } from './arguments.ts';

/** The enabled nodes that `--select` and `--exclude` name, in the order of the project. */
export function selectedNodes(compilation: Compilation, args: Pick<Arguments, 'select' | 'exclude'>): CompiledNode[] {
  const chosen = selector(compilation)(args.select, args.exclude);
  return [...compilation.nodes.values()].filter(({ graph }) => graph.enabled && chosen.has(graph.id));
}
