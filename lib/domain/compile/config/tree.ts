import { toPlain, type Yaml, type YamlMap } from '../../project/index.ts';
import type { Config } from '../draft.ts';

/** `pre-hook` and its like are written with a dash in YAML and an underscore in a call. */
const OLD_NAMES: Readonly<Record<string, string>> = { 'pre-hook': 'pre_hook', 'post-hook': 'post_hook' };

export const configKey = (key: string): string => OLD_NAMES[key] ?? key;

/**
 * The configs a tree of `dbt_project.yml` gives a node, outermost first.
 * A key with `+` is always a config; without, it is one when its value is not a mapping.
 */
export function treeConfigs(tree: YamlMap, fqn: readonly string[]): Config[] {
  const levels: Config[] = [];
  let level: YamlMap | undefined = tree;
  for (const step of [undefined, ...fqn]) {
    if (step !== undefined) {
      const next: Yaml | undefined = level?.entries.get(step)?.value;
      level = next?.type === 'map' ? next : undefined;
    }
    if (level === undefined) break;
    levels.push(levelConfig(level));
  }
  return levels;
}

function levelConfig(level: YamlMap): Config {
  const config: Record<string, unknown> = {};
  for (const { key, value } of level.entries.values()) {
    if (key.startsWith('+')) config[configKey(key.slice(1))] = toPlain(value);
    else if (value.type !== 'map') config[configKey(key)] = toPlain(value);
  }
  return config;
}
