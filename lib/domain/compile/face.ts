import type { Draft, NameCall, RefCall, SourceCall } from './draft.ts';

/**
 * What other nodes may see of a draft. While it stays equal, a change of the draft (of its text, mostly)
 * changes nothing that is made of those who refer to it.
 */
export function isSameFace(a: Draft, b: Draft): boolean {
  return (
    a.kind === b.kind &&
    a.resourceType === b.resourceType &&
    a.name === b.name &&
    a.packageName === b.packageName &&
    a.path === b.path &&
    a.version === b.version &&
    a.latestVersion === b.latestVersion &&
    // A test of a Python cell holds its text.
    (a.language !== 'python' || a.text === b.text) &&
    isSameValue(a.relation, b.relation) &&
    isSameValue(a.config, b.config) &&
    isSameValue(a.semantic?.value, b.semantic?.value)
  );
}

/** What a node's text calls others by. `*` stands for whatever there is. */
export const refName = ({ name }: Pick<RefCall, 'name'>): string => name;
export const sourceName = ({ source, table }: Pick<SourceCall, 'source' | 'table'>): string => `${source}.${table}`;
export const ANY_NAME = '*';

export const metricName = ({ name }: Pick<NameCall, 'name'>): string => `metric ${name}`;
export const measureName = ({ name }: Pick<NameCall, 'name'>): string => `measure ${name}`;

/** The names others find a draft by. */
export function foundBy({ name, semantic }: Draft): string[] {
  if (semantic === undefined) return [name];
  return semantic.kind === 'semantic_model' ? semantic.value.measures.map(measureName) : [metricName({ name })];
}

/** The names a draft calls others by. */
export function calledNames({ refs, sources, functions, metrics = [], measures = [], tested }: Draft): string[] {
  const names = [
    ...refs.map(refName),
    ...sources.map(sourceName),
    ...functions.map(refName),
    ...metrics.map(metricName),
    ...measures.map(measureName),
  ];
  if (tested !== undefined) names.push('table' in tested ? sourceName(tested) : refName(tested));
  return names;
}

/** Whether one of the names a draft calls others by is looked for; without a list of them, for it is asked of all. */
export const calls = (draft: Draft, isLookedFor: (name: string) => boolean): boolean => {
  const { refs, sources, functions, metrics, measures, tested } = draft;
  return (
    refs.some((call) => isLookedFor(call.name)) ||
    sources.some((call) => isLookedFor(sourceName(call))) ||
    functions.some((call) => isLookedFor(call.name)) ||
    metrics?.some((call) => isLookedFor(metricName(call))) === true ||
    measures?.some((call) => isLookedFor(measureName(call))) === true ||
    (tested !== undefined && isLookedFor('table' in tested ? sourceName(tested) : tested.name))
  );
};

/** Equality of plain values, as configs are: keys in the same order, because a template may print them. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => isSameValue(item, b[index]));
  }
  if (!isPlain(a) || !isPlain(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  if (left.length !== right.length) return false;
  return left.every(([key, value], index) => key === right[index]?.[0] && isSameValue(value, right[index]?.[1]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
