import type { Package, PropertyEntry, ResourceFile } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import { BARE, type Draft } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { named } from './named.ts';
import { NO_PROPERTIES, readNodeProperties, renderingOf } from './properties.ts';

/** A seed's draft. */
export function draftSeed(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  entry: PropertyEntry | undefined,
): Draft {
  const properties =
    entry === undefined ? NO_PROPERTIES : readNodeProperties(entry.yaml, renderingOf(workspace, entry));
  const fqn = [each.name, ...file.folders, file.name];
  const facts = {
    id: `seed.${each.name}.${file.name}`,
    name: file.name,
    resourceType: 'seed' as const,
    packageName: each.name,
    path: file.path,
    fqn,
    version: undefined,
    description: properties.description,
    text: file.text,
    columns: properties.columns,
  };
  const config = mergeLayers(
    configLayers(workspace, each, 'seeds', fqn, { defaults: { materialized: 'seed' }, entry: properties.config }),
  );
  const { relation, problems } = named(workspace, each, facts, config);
  return {
    ...BARE,
    ...facts,
    kind: 'seed',
    line: undefined,
    folder: file.path.split('/').slice(0, -1).join('/'),
    language: 'csv',
    config,
    relation,
    origin: { entry, inline: {}, macros: [] },
    problems,
  };
}
