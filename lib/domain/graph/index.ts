export { toGraph } from '../compile/to-graph.ts';
export { neighbourhood } from './neighbourhood.ts';
export { selectNodes } from './select.ts';
