import type { NodeKind } from '../../../contracts/graph.ts';
import type { Package, PropertyEntry, ResourceFile } from '../../project/index.ts';
import { configLayers } from '../config/layers.ts';
import { textOf } from '../config/read.ts';
import { callsOf } from '../context/parse-names.ts';
import { constraintCalls } from '../contract.ts';
import type { Draft } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { fileNode } from './file-node.ts';
import { named } from './named.ts';
import { parseNode } from './parse-node.ts';
import type { ModelVersion } from './versions.ts';

/** What a model is to a person, by its materialization. */
export function kindOf(materialized: string): NodeKind {
  if (materialized === 'model') return 'train';
  if (materialized === 'prediction') return 'predict';
  return materialized === 'snapshot' ? 'snapshot' : 'model';
}

/**
 * A SQL model's draft.
 * @param version what the file is a version of
 */
export function draftModel(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  entry: PropertyEntry | undefined,
  version: ModelVersion | undefined,
): Draft {
  const naming = version === undefined ? {} : { name: version.base.name, version: version.version };
  const { facts, bare, config } = fileNode(workspace, each, file, entry, 'model', naming);
  const layers = configLayers(workspace, each, 'models', facts.fqn, {
    defaults: { materialized: 'view' },
    entry: config,
  });
  const parsed = parseNode(workspace, each, file, facts, layers);
  const kind = kindOf(textOf(parsed.config, 'materialized') ?? 'view');
  const { relation, problems } = named(workspace, each, facts, parsed.config);
  const promised = constraintCalls(entry);
  // dbt reads the constraints of a version twice.
  const times = version === undefined ? [promised] : [promised, promised];
  return {
    ...bare,
    kind,
    language: 'sql',
    template: parsed.template,
    config: parsed.config,
    relation,
    latestVersion: version?.latest,
    ...callsOf(parsed.captured),
    refs: [...parsed.captured.refs, ...times.flatMap(({ refs }) => refs)],
    sources: [...parsed.captured.sources, ...times.flatMap(({ sources }) => sources)],
    origin: { entry, inline: parsed.inline, macros: parsed.macros },
    problems: [...parsed.problems, ...problems],
  };
}
