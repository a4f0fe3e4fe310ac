import type { Value } from '../../../jinja/values/value.ts';
import { DATETIME } from './datetime/index.ts';
import { ITERTOOLS } from './itertools.ts';
import { moduleOf } from './module.ts';
import { PYTZ } from './pytz.ts';
import { RE } from './re.ts';

/** `modules`: the parts of Python's library that dbt lends to templates. */
export const MODULES: Value = moduleOf([
  ['re', RE],
  ['datetime', DATETIME],
  ['itertools', ITERTOOLS],
  ['pytz', PYTZ],
]);
