import { didYouMean } from '../../../contracts/near.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { asMap, child, type PropertyEntry, type Yaml, type YamlMap } from '../../project/index.ts';
import { problemAt } from '../../project/property-entry.ts';
import { recordOf } from '../config/read.ts';
import { descriptionOf } from '../nodes/properties.ts';
import { renderText, renderYaml, type YamlRendering } from '../yaml-render.ts';
import { type Filter, GRANULARITIES, type TimeWindow } from './definition.ts';

/** An entry while it is read: what is wrong with it, and where its parts stand. */
export interface Reading {
  readonly entry: PropertyEntry;
  readonly rendering: YamlRendering;
  readonly problems: Problem[];
  readonly places: Map<object, number>;
}

export const newReading = (entry: PropertyEntry, rendering: YamlRendering): Reading => ({
  entry,
  rendering,
  problems: [],
  places: new Map(),
});

/** The fields of a mapping, read by their types. What is wrong is noted, and the field then has its default. */
export class Fields {
  readonly yaml: YamlMap;
  readonly reading: Reading;
  private readonly what: string;

  /** @param what the mapping in words, as problems name it */
  constructor(yaml: YamlMap, reading: Reading, what: string) {
    this.yaml = yaml;
    this.reading = reading;
    this.what = what;
  }

  /** Notes keys that dbt does not know here. */
  only(...keys: readonly string[]): this {
    for (const { key, keyAt } of this.yaml.entries.values()) {
      if (keys.includes(key)) continue;
      const remedy = didYouMean(key, keys) ?? `It takes ${keys.join(', ')}.`;
      this.refuse(keyAt, 'semantic.unknown_key', `${this.what} has no "${key}".`, remedy);
    }
    return this;
  }

  refuse(at: number, code: string, message: string, remedy: string): void {
    const { entry, problems } = this.reading;
    problems.push(problemAt(entry, at, { code, message: message[0]?.toUpperCase() + message.slice(1), remedy }));
  }

  at(key: string): number {
    return child(this.yaml, key)?.at ?? this.yaml.at;
  }

  text(key: string): string | null {
    const value = this.written(key);
    if (value === undefined) return null;
    const text = value.type === 'scalar' ? this.rendered(value.value, value.at) : undefined;
    if (typeof text === 'string') return text;
    return this.wrong(key, value, 'a text', null);
  }

  required(key: string): string {
    const text = this.text(key);
    if (text === null && this.written(key) === undefined) this.missing(key);
    return text ?? '';
  }

  /** SQL: numbers and booleans are taken too, and written as Python writes them. */
  sql(key: string): string | null {
    const value = this.written(key);
    if (value?.type !== 'scalar' || typeof value.value === 'string') return this.text(key);
    if (typeof value.value === 'boolean') return value.value ? 'True' : 'False';
    return value.source;
  }

  /** A text with docs blocks in it. */
  description(): string | null {
    const value = this.written('description');
    if (value === undefined) return null;
    const isText = value.type === 'scalar' && typeof value.value === 'string';
    return isText ? descriptionOf(this.yaml, this.reading.rendering) : this.wrong('description', value, 'a text', null);
  }

  oneOf<T extends string>(key: string, values: readonly T[], otherwise?: T): T | undefined {
    const written = this.written(key);
    if (written === undefined) {
      if (otherwise === undefined) this.missing(key, values);
      return otherwise;
    }
    const text = this.text(key);
    // As dbt: TIME and SUM are words of it too.
    const found = values.find((each) => each === text?.toLowerCase());
    if (found === undefined && text !== null) {
      const message = `${this.what} has "${key}: ${text}".`;
      this.refuse(written.at, 'semantic.value', message, `Write one of ${values.join(', ')}.`);
    }
    return found ?? otherwise;
  }

  flag(key: string): boolean {
    const value = this.written(key);
    if (value === undefined) return false;
    const flag = value.type === 'scalar' ? this.rendered(value.value, value.at) : undefined;
    return typeof flag === 'boolean' ? flag : this.wrong(key, value, 'true or false', false);
  }

  number(key: string): number | null {
    const value = this.written(key);
    if (value === undefined) return null;
    const number = value.type === 'scalar' ? this.rendered(value.value, value.at) : undefined;
    return typeof number === 'number' ? number : this.wrong(key, value, 'a number', null);
  }

  whole(key: string): number | null {
    const number = this.number(key);
    if (number === null || Number.isInteger(number)) return number;
    const value = this.written(key);
    return value === undefined ? null : this.wrong(key, value, 'a whole number', null);
  }

  texts(key: string): string[] {
    return this.items(key).flatMap((item) => {
      const text = item.type === 'scalar' ? this.rendered(item.value, item.at) : undefined;
      if (typeof text === 'string') return [text];
      this.wrong(key, item, 'texts', null);
      return [];
    });
  }

  items(key: string): readonly Yaml[] {
    const value = this.written(key);
    if (value === undefined) return [];
    return value.type === 'list' ? value.items : this.wrong(key, value, 'a list', []);
  }

  /** The mappings of a list. */
  maps(key: string, what: string): Fields[] {
    return this.items(key).flatMap((item) => {
      if (item.type === 'map') return [new Fields(item, this.reading, what)];
      this.wrong(key, item, 'mappings', null);
      return [];
    });
  }

  map(key: string): Fields | undefined {
    const value = this.written(key);
    if (value === undefined) return undefined;
    if (value.type === 'map') return new Fields(value, this.reading, `"${key}" of ${this.what}`);
    return this.wrong(key, value, 'a mapping', undefined);
  }

  /** What a name, or a mapping with more than a name, is read as. */
  named<T>(key: string, read: (fields: Fields) => T): T | null {
    const value = this.written(key);
    return value === undefined ? null : (this.namedItem(value, key, read) ?? null);
  }

  namedItem<T>(value: Yaml, key: string, read: (fields: Fields) => T): T | undefined {
    const isName = value.type === 'scalar' && typeof value.value === 'string';
    if (value.type !== 'map' && !isName) return this.wrong(key, value, 'a name or a mapping', undefined);
    const name: YamlMap = {
      type: 'map',
      at: value.at,
      entries: new Map([['name', { key: 'name', keyAt: value.at, value }]]),
    };
    return read(new Fields(value.type === 'map' ? value : name, this.reading, `"${key}" of ${this.what}`));
  }

  /** `config.meta` of an element. */
  meta(): Readonly<Record<string, unknown>> {
    const config = asMap(child(this.yaml, 'config'));
    return recordOf(recordOf(renderYaml(config, this.reading.rendering)).meta);
  }

  /** Filters are templates of their own, and rendered by who queries. */
  filter(key: string): Filter | null {
    const value = this.written(key);
    if (value === undefined) return null;
    const items = value.type === 'list' ? value.items : [value];
    const where_filters = items.flatMap((item) => {
      if (item.type === 'scalar' && typeof item.value === 'string') return [{ where_sql_template: item.value }];
      this.wrong(key, item, 'a text or a list of texts', null);
      return [];
    });
    return { where_filters };
  }

  /** `28 days`. */
  window(key: string): TimeWindow | null {
    const text = this.text(key);
    if (text === null) return null;
    const [count = '', unit, ...rest] = text.toLowerCase().split(' ');
    if (unit === undefined || rest.length > 0 || !/^\d+$/.test(count)) {
      const message = `"${text}" is no span of time.`;
      this.refuse(this.at(key), 'semantic.window', message, 'Write a count and a unit:  28 days.');
      return null;
    }
    const single = GRANULARITIES.find((each) => `${each}s` === unit);
    return { count: Number(count), granularity: single ?? unit };
  }

  /** The value, and where it stands. */
  placed<T extends object>(value: T): T {
    this.reading.places.set(value, this.at('name'));
    return value;
  }

  private written(key: string): Yaml | undefined {
    const value = child(this.yaml, key);
    return value?.type === 'scalar' && value.value === null ? undefined : value;
  }

  private rendered(value: unknown, at: number): unknown {
    return typeof value === 'string' ? renderText(value, at, this.reading.rendering) : value;
  }

  private missing(key: string, values: readonly string[] = []): void {
    const remedy = values.length > 0 ? `Write  ${key}: ${values.join(', ')}  (one of these).` : `Write  ${key}: ….`;
    this.refuse(this.yaml.at, 'semantic.missing', `${this.what} has no "${key}".`, remedy);
  }

  private wrong<T>(key: string, value: Yaml, takes: string, otherwise: T): T {
    const remedy = takes.startsWith('a text') ? 'Put it in quotes.' : 'Correct it, or remove the key.';
    this.refuse(value.at, 'semantic.type', `"${key}" of ${this.what} takes ${takes}.`, remedy);
    return otherwise;
  }
}
