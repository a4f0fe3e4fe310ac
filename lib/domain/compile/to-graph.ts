import type { Compilation } from '../../contracts/compilation.ts';
import type { ProjectGraph } from '../../contracts/graph.ts';

/** The graph every screen sees: a compilation's nodes without their work. */
export const toGraph = (compilation: Compilation): ProjectGraph => ({
  projectName: compilation.projectName,
  nodes: [...compilation.nodes.values()].map((node) => node.graph),
  problems: [...compilation.problems],
  ...(compilation.selectors === undefined ? {} : { selectors: compilation.selectors }),
});
