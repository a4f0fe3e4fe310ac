import type { NodeKind } from '../../../contracts/graph.ts';
import {
  child,
  listOf,
  type Package,
  type PropertyEntry,
  type ResourceFile,
  scalarText,
  type Yaml,
} from '../../project/index.ts';
import { textOf } from '../config/read.ts';
import { treeConfigs } from '../config/tree.ts';
import type { Config, Draft } from '../draft.ts';
import type { EntryIndex } from '../entries.ts';
import type { Workspace } from '../workspace.ts';
import { renderYaml } from '../yaml-render.ts';
import { named } from './named.ts';
import { parseNode } from './parse-node.ts';
import { NO_PROPERTIES, readNodeProperties, renderingOf } from './properties.ts';

/** A version of a model, as its entry lists it. */
export interface ModelVersion {
  readonly entry: PropertyEntry;
  readonly version: string;
  readonly latest: string;
}

/** Files that are versions of a model (`orders_v2.sql`, or `defined_in`). */
export function modelVersions(entries: readonly PropertyEntry[]): ReadonlyMap<string, ModelVersion> {
  const byFile = new Map<string, ModelVersion>();
  for (const entry of entries) {
    const versions = listOf(child(entry.yaml, 'versions'));
    const numbers = versions.map((each) => scalarText(child(each, 'v')) ?? '');
    const newest = numbers.toSorted((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1)).at(-1) ?? '';
    const latest = scalarText(child(entry.yaml, 'latest_version')) ?? newest;
    for (const [index, version] of numbers.entries()) {
      const file = scalarText(child(versions[index], 'defined_in')) ?? `${entry.name}_v${version}`;
      byFile.set(file, { entry, version, latest });
      if (version === latest && !byFile.has(entry.name)) byFile.set(entry.name, { entry, version, latest });
    }
  }
  return byFile;
}

/** What a model is to a person, by its materialization. */
export function kindOf(materialized: string): NodeKind {
  if (materialized === 'model') return 'train';
  if (materialized === 'prediction') return 'predict';
  return materialized === 'snapshot' ? 'snapshot' : 'model';
}

/** A SQL model's draft. */
export function draftModel(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  entries: EntryIndex,
  versions: ReadonlyMap<string, ModelVersion>,
): Draft {
  const version = versions.get(file.name);
  const entry = version === undefined ? entries.take('models', file.name) : entries.take('models', version.entry.name);
  const name = version?.entry.name ?? file.name;
  const properties =
    entry === undefined ? NO_PROPERTIES : readNodeProperties(entry.yaml, renderingOf(workspace, each, entry));
  const suffix = version === undefined ? '' : `.v${version.version}`;
  const fqn = [each.name, ...file.folders, name, ...(version === undefined ? [] : [`v${version.version}`])];
  const facts = {
    id: `model.${each.name}.${name}${suffix}`,
    name,
    resourceType: 'model' as const,
    packageName: each.name,
    path: file.path,
    fqn,
    version: version?.version,
    description: properties.description,
    text: file.text,
    columns: properties.columns,
  };
  const layers: Config[] = [
    { materialized: 'view' },
    ...projectLayers(workspace, each, 'models', fqn),
    properties.config,
  ];
  const parsed = parseNode(workspace, each, file, facts, layers);
  const kind = kindOf(textOf(parsed.config, 'materialized') ?? 'view');
  const { relation, problems } = named(workspace, each, facts, parsed.config);
  return {
    ...facts,
    kind,
    line: undefined,
    folder: file.path.split('/').slice(0, -1).join('/'),
    language: 'sql',
    template: parsed.template,
    config: parsed.config,
    relation,
    latestVersion: version?.latest,
    refs: parsed.captured.refs,
    sources: parsed.captured.sources,
    functions: parsed.captured.functions,
    tested: undefined,
    genericTest: undefined,
    properties: {},
    origin: { entry, inline: parsed.inline, macros: parsed.macros },
    problems: [...parsed.problems, ...problems],
  };
}

/** Configs of `dbt_project.yml`: the package's own, then the project's, which wins. */
export function projectLayers(
  workspace: Workspace,
  each: Package,
  tree: 'models' | 'seeds' | 'sources' | 'data_tests' | 'functions' | 'snapshots' | 'exposures' | 'analyses',
  fqn: readonly string[],
): Config[] {
  const { root } = workspace.project;
  const own = each === root ? [] : treeConfigs(each.config.trees[tree], fqn, projectRender(workspace, each));
  return [...own, ...treeConfigs(root.config.trees[tree], fqn, projectRender(workspace, root))];
}

/** Renders values of `dbt_project.yml`, each once a compilation: var, env_var and target are known there. */
function projectRender(workspace: Workspace, each: Package): (value: Yaml) => unknown {
  const { config } = each;
  return (value) => {
    if (!workspace.rendered.has(value)) {
      workspace.rendered.set(
        value,
        renderYaml(value, renderingOf(workspace, each, { path: config.path, file: config.file })),
      );
    }
    return workspace.rendered.get(value);
  };
}
