import type { ProjectGraph } from '#lib/contracts/graph.ts';
import { adjacencyOf } from '../adjacency.ts';
import { parseSelection } from './command-line.ts';
import { evaluate } from './evaluate.ts';
import { type Facts, resourceType } from './facts.ts';
import type { IndirectSelection } from './selection.ts';
import { Selectors } from './selectors.ts';

export type { StateComparison } from './facts.ts';
export { INDIRECT_SELECTIONS, type IndirectSelection } from './selection.ts';

/** What a person says with the selection flags; all of it may be left out. */
export interface SelectionRequest extends Omit<Facts, 'project'> {
  readonly select?: readonly string[];
  readonly exclude?: readonly string[];
  /** A selector of `selectors.yml`; it takes the place of `select` and `exclude`. */
  readonly selector?: string | undefined;
  readonly indirect?: IndirectSelection;
  readonly resourceTypes?: readonly string[];
  readonly excludeResourceTypes?: readonly string[];
}

export interface Selected {
  /** In the order of the graph. */
  readonly ids: readonly string[];
  /** Written selections that name nothing. */
  readonly unmatched: readonly string[];
}

/**
 * Chooses nodes by dbt's selection syntax. With nothing selected the project's default selector
 * counts, and without one everything.
 * @throws ProblemError when a criterion or selector has no meaning
 */
export function selectNodes(graph: ProjectGraph, request: SelectionRequest = {}): Selected {
  const { select = [], exclude = [], indirect = 'eager' } = request;
  const selectors = new Selectors(graph.selectors ?? {});
  const isSilent = [...select, ...exclude].every((text) => text.trim() === '');
  const name = request.selector ?? (isSilent ? selectors.defaultName() : undefined);
  const selection = name === undefined ? parseSelection(select, exclude, indirect) : selectors.read(name);
  const unmatched: string[] = [];
  const { direct } = evaluate(selectors.resolve(selection), {
    edges: adjacencyOf(graph),
    facts: { ...request, project: graph.projectName },
    indirect,
    empty: (text) => unmatched.push(text),
  });
  return {
    ids: graph.nodes
      .filter((node) => direct.has(node.id) && isWanted(resourceType(node), request))
      .map((node) => node.id),
    unmatched,
  };
}

/** `--resource-type` and `--exclude-resource-type`, which cut the result and not the graph. */
function isWanted(type: string, { resourceTypes = [], excludeResourceTypes = [] }: SelectionRequest): boolean {
  const named = (types: readonly string[]): boolean => types.includes('all') || types.includes(type);
  return (resourceTypes.length === 0 || named(resourceTypes)) && !named(excludeResourceTypes);
}
