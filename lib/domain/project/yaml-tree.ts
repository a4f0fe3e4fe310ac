/**
 * YAML as a small tree of our own, with an offset at every value: the rest of the project
 * reader does not depend on the parser, and a problem can point at the key that caused it.
 */
export type Yaml = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly type: 'scalar';
  readonly value: string | number | bigint | boolean | null;
  /** As written, for a number whose form matters (`1.0`). */
  readonly source: string;
  /** A date or time written without quotes, which Python reads as such; its value is the text. */
  readonly isTime?: true;
  readonly at: number;
}
export interface YamlList {
  readonly type: 'list';
  readonly items: readonly Yaml[];
  readonly at: number;
}
export interface YamlMap {
  readonly type: 'map';
  readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly at: number;
}
export interface YamlEntry {
  readonly key: string;
  readonly keyAt: number;
  readonly value: Yaml;
}

/** The value below a key of a map; undefined for a missing key or another kind of value. */
export function child(yaml: Yaml | undefined, key: string): Yaml | undefined {
  return yaml?.type === 'map' ? yaml.entries.get(key)?.value : undefined;
}

/** Text of a scalar; numbers and booleans as written. */
export function scalarText(yaml: Yaml | undefined): string | undefined {
  if (yaml?.type !== 'scalar' || yaml.value === null) return undefined;
  return typeof yaml.value === 'string' ? yaml.value : yaml.source;
}

/** Items of a list; a single value counts as a list of one, null as none. */
export function listOf(yaml: Yaml | undefined): readonly Yaml[] {
  if (yaml === undefined || (yaml.type === 'scalar' && yaml.value === null)) return [];
  return yaml.type === 'list' ? yaml.items : [yaml];
}

/** Texts of a list of scalars, or of one scalar. */
export const textsOf = (yaml: Yaml | undefined): string[] =>
  listOf(yaml)
    .map(scalarText)
    .filter((text) => text !== undefined);

/** A plain value of JavaScript: maps become objects without a prototype. */
export function toPlain(yaml: Yaml): unknown {
  if (yaml.type === 'scalar') return yaml.value;
  if (yaml.type === 'list') return yaml.items.map(toPlain);
  const plain: Record<string, unknown> = Object.create(null);
  for (const { key, value } of yaml.entries.values()) plain[key] = toPlain(value);
  return plain;
}

export const EMPTY_MAP: YamlMap = { type: 'map', entries: new Map(), at: 0 };
export const asMap = (yaml: Yaml | undefined): YamlMap => (yaml?.type === 'map' ? yaml : EMPTY_MAP);

/** What a flag is written as. */
export function isSet(flags: YamlMap, key: string, otherwise = false): boolean {
  const value = child(flags, key);
  return value?.type === 'scalar' && typeof value.value === 'boolean' ? value.value : otherwise;
}
