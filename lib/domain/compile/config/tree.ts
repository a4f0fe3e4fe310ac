import { toPlain, type Yaml, type YamlMap } from '../../project/index.ts';
import type { Config } from '../draft.ts';

/**
 * The configs a tree of `dbt_project.yml` gives a node, outermost first, their keys as they are written.
 * @param render makes a value plain, with the Jinja in its strings rendered
 * A key with `+` is always a config; without, it is one when its value is not a mapping.
 */
export function treeConfigs(
  tree: YamlMap,
  fqn: readonly string[],
  render: (value: Yaml) => unknown = toPlain,
): Config[] {
  const levels: Config[] = [];
  let level: YamlMap | undefined = tree;
  for (const step of [undefined, ...fqn]) {
    if (step !== undefined) {
      const next: Yaml | undefined = level?.entries.get(step)?.value;
      level = next?.type === 'map' ? next : undefined;
    }
    if (level === undefined) break;
    levels.push(levelConfig(level, render));
  }
  return levels;
}

/** Hooks are rendered when their node is compiled; until then they are text. */
const LATE = new Set(['pre_hook', 'post_hook', 'pre-hook', 'post-hook']);

function levelConfig(level: YamlMap, render: (value: Yaml) => unknown): Config {
  const config: Record<string, unknown> = {};
  for (const { key, value } of level.entries.values()) {
    if (!key.startsWith('+') && value.type === 'map') continue;
    const name = key.replace(/^\+/, '');
    config[name] = LATE.has(name) ? toPlain(value) : render(value);
  }
  return config;
}
