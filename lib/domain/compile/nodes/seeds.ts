import type { Package, PropertyEntry, ResourceFile } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import type { Draft } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { fileNode } from './file-node.ts';
import { named } from './named.ts';

/** A seed's draft. */
export function draftSeed(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  entry: PropertyEntry | undefined,
): Draft {
  const { facts, bare, config: written } = fileNode(workspace, each, file, entry, 'seed');
  const config = mergeLayers(
    configLayers(workspace, each, 'seeds', facts.fqn, { defaults: { materialized: 'seed' }, entry: written }),
  );
  const { relation, problems } = named(workspace, each, facts, config);
  return {
    ...bare,
    kind: 'seed',
    language: 'csv',
    config,
    relation,
    origin: { entry, inline: {}, macros: [] },
    problems,
  };
}
