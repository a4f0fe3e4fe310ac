import { recordOf } from '../../compile/config/read.ts';
import { treeConfigs } from '../../compile/config/tree.ts';
import type { Config, Draft } from '../../compile/draft.ts';
import type { ParsedProject } from '../../compile/index.ts';
import { renderingOf } from '../../compile/nodes/properties.ts';
import { renderYaml } from '../../compile/yaml-render.ts';
import { asMap, type ConfigTree, child, entryConfig, type Package } from '../../project/index.ts';
import type { Json } from './types.ts';

const TREES: Readonly<Partial<Record<Draft['resourceType'], readonly ConfigTree[]>>> = {
  model: ['models'],
  seed: ['seeds'],
  snapshot: ['snapshots'],
  source: ['sources'],
  test: ['data_tests'],
  function: ['functions'],
  analysis: ['models', 'analyses'],
  exposure: ['exposures'],
  // Of semantic models and saved queries dbt keeps nothing of the project's file.
  metric: ['metrics'],
};

/** What was written for a node's config, that of `dbt_project.yml` before Jinja; of several places the nearest. */
export function unrenderedConfig(draft: Draft, each: Package, { workspace }: ParsedProject): Json {
  const { root } = workspace.project;
  const treesOf = (other: Package): Config[] =>
    (TREES[draft.resourceType] ?? []).flatMap((tree) => treeConfigs(other.config.trees[tree], draft.fqn));
  const layers: Config[] = treesOf(each);
  if (draft.genericTest === undefined) layers.push(entryLayer(draft, workspace));
  layers.push(inlineLayer(draft));
  if (each !== root) layers.push(...treesOf(root));
  return Object.assign({}, ...layers.map(plain));
}

/** The entry's config: dbt has rendered a properties file before it looks. */
function entryLayer({ origin, semantic }: Draft, workspace: ParsedProject['workspace']): Config {
  const entry = origin?.entry;
  // A metric made of a measure has its config from nowhere else.
  if (entry === undefined || (semantic?.kind === 'metric' && semantic.isCreated)) return {};
  // Of an exposure dbt keeps only what stands below `config`.
  const config = entry.kind === 'exposures' ? asMap(child(entry.yaml, 'config')) : entryConfig(entry.yaml, entry.kind);
  return recordOf(renderYaml(config, renderingOf(workspace, entry)));
}

/** dbt reads the tags of a generic test twice, from its arguments and from the call it writes for them. */
function inlineLayer({ origin, genericTest }: Draft): Config {
  const inline = origin?.inline ?? {};
  if (genericTest === undefined || inline.tags === undefined) return inline;
  const tags = Array.isArray(inline.tags) ? inline.tags : [inline.tags];
  return { ...inline, tags: [...tags, ...tags] };
}

/** Names with a dash, as dbt keeps hooks. */
const plain = (layer: Config): Json =>
  Object.fromEntries(
    Object.entries(layer).map(([key, value]) => [
      key === 'pre_hook' ? 'pre-hook' : key === 'post_hook' ? 'post-hook' : key,
      value,
    ]),
  );
