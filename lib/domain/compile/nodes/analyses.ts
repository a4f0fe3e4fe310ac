import type { Package, PropertyEntry, ResourceFile } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import { callsOf } from '../context/parse-names.ts';
import { BARE, type Draft } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { named } from './named.ts';
import { parseNode } from './parse-node.ts';
import { NO_PROPERTIES, readNodeProperties, renderingOf } from './properties.ts';

/** The draft of an analysis: a query that is compiled and looked at, never built; its relation is a name that `this` has. */
export function draftAnalysis(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  entry: PropertyEntry | undefined,
): Draft {
  const properties =
    entry === undefined ? NO_PROPERTIES : readNodeProperties(entry.yaml, renderingOf(workspace, entry));
  const fqn = [each.name, 'analysis', ...file.folders, file.name];
  const facts = {
    id: `analysis.${each.name}.${file.name}`,
    name: file.name,
    resourceType: 'analysis' as const,
    packageName: each.name,
    path: file.path,
    fqn,
    version: undefined,
    description: properties.description,
    text: file.text,
    columns: properties.columns,
  };
  // dbt lays the configs of models below those of analyses.
  const below = mergeLayers(configLayers(workspace, each, 'models', fqn, { defaults: { materialized: 'view' } }));
  const layers = configLayers(workspace, each, 'analyses', fqn, { defaults: below, entry: properties.config });
  const parsed = parseNode(workspace, each, file, facts, layers);
  return {
    ...BARE,
    ...facts,
    kind: 'model',
    line: undefined,
    folder: file.path.split('/').slice(0, -1).join('/'),
    language: 'sql',
    template: parsed.template,
    config: parsed.config,
    relation: named(workspace, each, facts, parsed.config).relation,
    ...callsOf(parsed.captured),
    origin: { entry, inline: parsed.inline, macros: parsed.macros },
    problems: parsed.problems,
  };
}
