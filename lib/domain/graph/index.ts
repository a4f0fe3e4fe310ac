export { findCycles, topologicalOrder } from '../compile/order.ts';
export { toGraph } from '../compile/to-graph.ts';
export { didYouMean, nearNames } from '../jinja/near.ts';
