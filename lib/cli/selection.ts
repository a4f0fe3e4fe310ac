import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { passingNode, resolvedRunHooks } from '#lib/domain/compile/index.ts';
import { selectNodes, toGraph } from '#lib/domain/graph/index.ts';
import type { Arguments } from './arguments.ts';
import type { CompiledFolder } from './compile.ts';
import { err } from './print.ts';
import { stateFacts } from './state.ts';
import { UsageError } from './usage-error.ts';
import { NO_NODES } from './warnings.ts';

/** Ids that the selection flags name, in the order of the project, analyses and hooks of runs last. What names nothing is told. */
export function selectedIds(args: Arguments, folder: CompiledFolder): ReadonlySet<string> {
  const { select, exclude, selector, indirect, resourceTypes, excludeResourceTypes } = args;
  const graph = toGraph(folder.compilation);
  const others = [...folder.parsed.analyses.map(({ resolved }) => resolved), ...resolvedRunHooks(folder.parsed)];
  const { ids, unmatched } = selectNodes(
    { ...graph, nodes: [...graph.nodes, ...others.map(passingNode)] },
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
  const [first] = unmatched;
  if (first !== undefined && folder.warnings.errors(NO_NODES))
    throw new UsageError(
      `The selection criterion '${first}' does not match any enabled nodes, and a warning of that is an error.`,
    );
  if (!args.quiet && !args.json && !folder.warnings.silenced(NO_NODES))
    for (const text of unmatched) err(`The selection criterion '${text}' does not match any enabled nodes`);
  return new Set(ids);
}

const EXECUTABLE = ['model', 'seed', 'snapshot', 'test', 'analysis', 'function', 'operation'];
const BUILT = ['model', 'seed', 'snapshot', 'test', 'unit_test', 'function', 'saved_query', 'exposure'];
/** dbt's resource types that a command chooses of. */
const CHOOSES: Readonly<Record<string, readonly string[]>> = {
  run: ['model'],
  train: ['model'],
  seed: ['seed'],
  snapshot: ['snapshot'],
  test: ['test', 'unit_test'],
  build: BUILT,
};

/** A folder whose templates read in `selected_resources` what the command chose. */
export function choosing(folder: CompiledFolder, command: string, ids: ReadonlySet<string>): CompiledFolder {
  const { source } = folder;
  const { invocation } = source.options;
  if (invocation === undefined) return folder;
  const types = CHOOSES[command] ?? EXECUTABLE;
  const selected = [...ids].filter((id) => types.includes(id.split('.', 1)[0] ?? ''));
  return { ...folder, source: { ...source, options: { ...source.options, invocation: { ...invocation, selected } } } };
}

/** The enabled nodes that the selection flags name, in the order of the project. */
export function selectedNodes(args: Arguments, folder: CompiledFolder): CompiledNode[] {
  const chosen = selectedIds(args, folder);
  return [...folder.compilation.nodes.values()].filter(({ graph }) => graph.enabled && chosen.has(graph.id));
}
