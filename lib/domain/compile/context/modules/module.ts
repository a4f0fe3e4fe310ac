import { PyDict } from '../../../jinja/values/collections.ts';
import type { Value } from '../../../jinja/values/value.ts';

/** A module as dbt gives it to templates: a dict of its names. */
export const moduleOf = (names: Iterable<readonly [string, Value]>): Value => new PyDict(names);
