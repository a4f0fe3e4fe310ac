import type { Problem } from '../../contracts/problem.ts';
import type { YamlFile } from './yaml.ts';
import type { Yaml, YamlEntry } from './yaml-tree.ts';

/** A text of a YAML file. */
export interface WrittenText {
  readonly text: string;
  readonly at: number;
  readonly path: string;
  readonly file: YamlFile;
}

/** Renders the Jinja in a text of `dbt_project.yml`. Who knows Jinja hands it in: this room does not. */
export type RenderText = (written: WrittenText) => { readonly value: unknown } | { readonly problem: Problem };

/** Leaves every text as it is written. */
export const asWritten: RenderText = ({ text }) => ({ value: text });

/** A tree with the Jinja in its texts rendered; one that can't be stays, and says why. */
export function renderTree(
  yaml: Yaml,
  render: (text: string, at: number) => ReturnType<RenderText>,
  report: (problem: Problem) => void,
): Yaml {
  if (yaml.type === 'list') return { ...yaml, items: yaml.items.map((item) => renderTree(item, render, report)) };
  if (yaml.type === 'map') {
    const entries = Array.from(yaml.entries, ([key, entry]): [string, YamlEntry] => [
      key,
      { ...entry, value: renderTree(entry.value, render, report) },
    ]);
    return { ...yaml, entries: new Map(entries) };
  }
  if (typeof yaml.value !== 'string' || !/\{[{%#]/.test(yaml.value)) return yaml;
  const rendered = render(yaml.value, yaml.at);
  if ('value' in rendered) return treeOf(rendered.value, yaml.at);
  report(rendered.problem);
  return yaml;
}

/** A plain value as if it were written at a place. */
function treeOf(value: unknown, at: number): Yaml {
  if (Array.isArray(value)) return { type: 'list', items: value.map((each) => treeOf(each, at)), at };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, each]): [string, YamlEntry] => [
      key,
      { key, keyAt: at, value: treeOf(each, at) },
    ]);
    return { type: 'map', entries: new Map(entries), at };
  }
  const isPlain = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
  if (isPlain || value === null) return { type: 'scalar', value, source: String(value), at };
  return { type: 'scalar', value: String(value), source: String(value), at };
}
