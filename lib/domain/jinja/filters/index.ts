import type { Filter } from '../evaluate/interpreter.ts';
import { GENERAL_FILTERS } from './general.ts';
import { NUMBER_FILTERS } from './number.ts';
import { SELECT_FILTERS } from './select.ts';
import { SEQUENCE_FILTERS } from './sequence.ts';
import { TEXT_FILTERS } from './text.ts';

/** Every filter of Jinja 3. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map([
  ...GENERAL_FILTERS,
  ...NUMBER_FILTERS,
  ...SELECT_FILTERS,
  ...SEQUENCE_FILTERS,
  ...TEXT_FILTERS,
]);
