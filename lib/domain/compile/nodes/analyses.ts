import type { Package, PropertyEntry, ResourceFile } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import { callsOf } from '../context/parse-names.ts';
import type { Draft } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { fileNode } from './file-node.ts';
import { named } from './named.ts';
import { parseNode } from './parse-node.ts';

/** The draft of an analysis: a query that is compiled and looked at, never built; its relation is a name that `this` has. */
export function draftAnalysis(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  entry: PropertyEntry | undefined,
): Draft {
  const { facts, bare, config: written } = fileNode(workspace, each, file, entry, 'analysis', { below: ['analysis'] });
  // dbt lays the configs of models below those of analyses.
  const below = mergeLayers(configLayers(workspace, each, 'models', facts.fqn, { defaults: { materialized: 'view' } }));
  const layers = configLayers(workspace, each, 'analyses', facts.fqn, { defaults: below, entry: written });
  const parsed = parseNode(workspace, each, file, facts, layers);
  return {
    ...bare,
    kind: 'model',
    language: 'sql',
    template: parsed.template,
    config: parsed.config,
    relation: named(workspace, each, facts, parsed.config).relation,
    ...callsOf(parsed.captured),
    origin: { entry, inline: parsed.inline, macros: parsed.macros },
    problems: parsed.problems,
  };
}
