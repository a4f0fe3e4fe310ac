import type { NameCall, Place, RefCall, SourceCall } from '../draft.ts';

const REF =
  /^\s*ref\(\s*['"]([^'"]+)['"]\s*(?:,\s*['"]([^'"]+)['"]\s*)?(?:,\s*v(?:ersion)?\s*=\s*['"]?([\w.]+)['"]?\s*)?\)\s*$/;
const SOURCE = /^\s*source\(\s*['"]([^'"]+)['"]\s*,\s*['"]([^'"]+)['"]\s*\)\s*$/;

const METRIC = /^\s*metric\(\s*['"]([^'"]+)['"]\s*(?:,\s*['"]([^'"]+)['"]\s*)?\)\s*$/;

/** A `metric(…)` that stands alone in YAML. */
export function writtenMetric(text: string, place: Place): NameCall | undefined {
  const [, first, second] = METRIC.exec(text) ?? [];
  if (first === undefined) return undefined;
  return { packageName: second === undefined ? undefined : first, name: second ?? first, place };
}

/** A `ref(…)` or `source(…)` that stands alone in YAML; undefined for anything else. */
export function writtenCall(text: string, place: Place): RefCall | SourceCall | undefined {
  const ref = REF.exec(text);
  if (ref !== null) {
    const [, first = '', second, version] = ref;
    return { packageName: second === undefined ? undefined : first, name: second ?? first, version, place };
  }
  const source = SOURCE.exec(text);
  return source === null ? undefined : { source: source[1] ?? '', table: source[2] ?? '', place };
}
