export { findCycles, topologicalOrder } from '../compile/order.ts';
export { toGraph } from '../compile/to-graph.ts';
export { didYouMean, nearNames } from '../jinja/near.ts';
export { adjacencyOf, reach } from './adjacency.ts';
export { neighbourhood } from './neighbourhood.ts';
export { parseCriterion, selectNodes } from './select.ts';
