export { toGraph } from '../compile/to-graph.ts';
export { neighbourhood } from './neighbourhood.ts';
export { parseCriterion } from './select/criterion.ts';
export {
  INDIRECT_SELECTIONS,
  type IndirectSelection,
  type Selected,
  type SelectionRequest,
  type StateComparison,
  selectNodes,
} from './select/index.ts';
