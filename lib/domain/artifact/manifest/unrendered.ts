import { recordOf } from '../../compile/config/read.ts';
import { treeConfigs } from '../../compile/config/tree.ts';
import type { Config, Draft } from '../../compile/draft.ts';
import type { ParsedProject } from '../../compile/index.ts';
import { STATIC } from '../../compile/nodes/generic-test.ts';
import { renderingOf } from '../../compile/nodes/properties.ts';
import { renderYaml } from '../../compile/yaml-render.ts';
import { asMap, type ConfigTree, child, entryConfig, isSet, type Package, toPlain } from '../../project/index.ts';
import { isReadStatically } from './read-statically.ts';
import type { Json } from './types.ts';
import { writtenConfig } from './written-config.ts';

const TREES: Readonly<Partial<Record<Draft['resourceType'], readonly ConfigTree[]>>> = {
  model: ['models'],
  seed: ['seeds'],
  snapshot: ['snapshots'],
  source: ['sources'],
  test: ['data_tests'],
  function: ['functions'],
  analysis: ['models', 'analyses'],
  operation: ['models'],
  exposure: ['exposures'],
  // Of semantic models and saved queries dbt keeps nothing of the project's file.
  metric: ['metrics'],
};

/** What was written for a node's config, that of `dbt_project.yml` before Jinja; of several places the nearest. */
export function unrenderedConfig(draft: Draft, each: Package, { workspace }: ParsedProject): Json {
  const { before, inline, after } = layersAround(draft, each, workspace);
  const entry = draft.genericTest === undefined ? entryLayer(draft, workspace) : {};
  if (!comparesMore(workspace)) return Object.assign({}, ...before, entry, inline, ...after);
  const { template } = draft;
  const isStatic = draft.resourceType === 'model' && template !== undefined && isReadStatically(template, draft.text);
  const own = isStatic ? {} : writtenConfig(template);
  const written = draft.genericTest === undefined ? recordOf(asWritten(entry, entryAsWritten(draft))) : {};
  return Object.assign({}, ...before, written, Object.keys(own).length > 0 ? own : inline, ...after);
}

/** What is written over what was rendered of it; of lists dbt keeps both. */
function asWritten(rendered: unknown, raw: unknown): unknown {
  if (Array.isArray(rendered) && Array.isArray(raw)) return [...raw, ...rendered];
  if (!isMapping(rendered) || !isMapping(raw)) return raw;
  const both = Object.entries(raw).map(([key, value]) => [
    key,
    key in rendered ? asWritten(rendered[key], value) : value,
  ]);
  return { ...rendered, ...Object.fromEntries(both) };
}

const isMapping = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** dbt's flag that keeps values as they are written, with their Jinja, where it has rendered ones otherwise. */
export const comparesMore = ({ project: { root } }: ParsedProject['workspace']): boolean =>
  isSet(root.config.flags, 'state_modified_compare_more_unrendered_values');

const entryAsWritten = ({ origin }: Draft): Config => recordOf(toPlain(asMap(child(origin?.entry?.yaml, 'config'))));

/** Where a node's config is written beside its YAML entry: what is weaker than that, and what is stronger. */
export function layersAround(draft: Draft, each: Package, { project: { root } }: ParsedProject['workspace']) {
  const treesOf = (other: Package): Config[] =>
    (TREES[draft.resourceType] ?? []).flatMap((tree) => treeConfigs(other.config.trees[tree], draft.fqn));
  return { before: treesOf(each), inline: inlineLayer(draft), after: each === root ? [] : treesOf(root) };
}

/** The entry's config: dbt has rendered a properties file before it looks. */
export function entryLayer({ origin, semantic }: Draft, workspace: ParsedProject['workspace']): Config {
  const entry = origin?.entry;
  // A metric made of a measure has its config from nowhere else.
  if (entry === undefined || (semantic?.kind === 'metric' && semantic.isCreated)) return {};
  // Of an exposure dbt keeps only what stands below `config`.
  const config = entry.kind === 'exposures' ? asMap(child(entry.yaml, 'config')) : entryConfig(entry.yaml, entry.kind);
  return recordOf(renderYaml(config, renderingOf(workspace, entry)));
}

/** dbt reads the tags of a generic test twice, from its arguments and from the call it writes for them, which it renders. */
function inlineLayer({ origin, genericTest }: Draft): Config {
  const inline = origin?.inline ?? {};
  const own = dashed({ ...origin?.called, ...inline });
  const { tags } = inline;
  if (genericTest === undefined) return own;
  if (typeof tags === 'string') return { ...own, tags: [tags, tags] };
  const isRendered = genericTest.namespace !== undefined || !STATIC.has(genericTest.name);
  return Array.isArray(tags) && isRendered ? { ...own, tags: [...tags, ...tags] } : own;
}

/** Names with a dash, as dbt keeps the hooks of a call. */
const dashed = (layer: Config): Json =>
  Object.fromEntries(
    Object.entries(layer).map(([key, value]) => [
      key === 'pre_hook' ? 'pre-hook' : key === 'post_hook' ? 'post-hook' : key,
      value,
    ]),
  );
