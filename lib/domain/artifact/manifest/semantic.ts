import { recordOf } from '../../compile/config/read.ts';
import { wholeConfig } from '../../compile/config/whole.ts';
import { relationOf } from '../../compile/context/compile-names.ts';
import type { Draft } from '../../compile/draft.ts';
import { isSameValue } from '../../compile/face.ts';
import { renderingOf } from '../../compile/nodes/properties.ts';
import type { Resolved } from '../../compile/resolve.ts';
import { type InputMeasure, ownMeasures, type Semantic } from '../../compile/semantic/definition.ts';
import { renderYaml } from '../../compile/yaml-render.ts';
import { child, type Package } from '../../project/index.ts';
import type { Writing } from './node.ts';
import { packagePath, resourcePath } from './paths.ts';
import { dependsOn, referencesOf } from './references.ts';
import type { Json, ManifestNode } from './types.ts';
import { unrenderedConfig } from './unrendered.ts';

/** A semantic model, a metric or a saved query of the manifest. */
export function manifestSemantic(resolved: Resolved, each: Package, writing: Writing): ManifestNode {
  const { draft } = resolved;
  const config = wholeConfig(draft);
  return {
    name: draft.name,
    resource_type: draft.resourceType,
    package_name: draft.packageName,
    path: resourcePath(draft.path, each),
    original_file_path: packagePath(draft.path, each),
    unique_id: draft.id,
    fqn: draft.fqn,
    description: describedBy(draft) ? draft.description : null,
    metadata: null,
    config,
    unrendered_config: unrenderedConfig(draft, each, writing.parsed),
    depends_on: dependsOn(resolved),
    created_at: writing.createdAt,
    group: config.group ?? null,
    ...(draft.semantic === undefined ? {} : definitionOf(resolved, draft.semantic, writing)),
  };
}

/** Only a metric has a description without one. */
const describedBy = ({ resourceType, origin }: Draft): boolean =>
  resourceType === 'metric' || child(origin?.entry?.yaml, 'description') !== undefined;

function definitionOf(resolved: Resolved, semantic: Semantic, writing: Writing): Json {
  const { refs, sources, metrics } = referencesOf(resolved);
  switch (semantic.kind) {
    case 'semantic_model':
      return { ...semantic.value, refs, node_relation: nodeRelation(resolved, writing) };
    case 'saved_query':
      return { ...semantic.value, refs, tags: resolved.draft.tags ?? [] };
    case 'metric': {
      const params = { ...semantic.value.type_params, input_measures: inputMeasures(resolved, writing) };
      const meta = metaOf(resolved.draft, writing);
      // What a metric is made of is in `type_params`: `metrics` is for those who name it.
      return {
        ...semantic.value,
        type_params: params,
        meta,
        tags: resolved.draft.tags ?? [],
        refs,
        sources,
        metrics: [],
      };
    }
  }
}

/** The relation a semantic model describes. */
function nodeRelation({ dependsOn: [id = ''] }: Resolved, { parsed }: Writing): Json | null {
  const draft = parsed.nodes.get(id)?.draft;
  if (draft?.relation === undefined) return null;
  const { identifier, schema, database } = draft.relation;
  const relation = relationOf(draft, parsed.workspace.project.root.config.quoting).text();
  return { alias: identifier, schema_name: schema, database, relation_name: relation };
}

/** `meta` of the config; what stands beside the config holds only without it. */
function metaOf({ config, origin }: Draft, { parsed }: Writing): Json {
  const meta = recordOf(config.meta);
  const entry = origin?.entry;
  if (Object.keys(meta).length > 0 || entry?.kind !== 'metrics') return meta;
  return recordOf(recordOf(renderYaml(entry.yaml, renderingOf(parsed.workspace, entry))).meta);
}

/** The measures a metric aggregates, itself or through the metrics it is made of; each once. */
function inputMeasures(resolved: Resolved, writing: Writing, above: readonly string[] = []): InputMeasure[] {
  const { draft, dependsOn: ids } = resolved;
  if (draft.semantic?.kind !== 'metric' || above.includes(draft.id)) return [];
  const measures = [...ownMeasures(draft.semantic.value)];
  for (const id of ids) {
    const other = writing.parsed.nodes.get(id);
    if (other !== undefined) measures.push(...inputMeasures(other, writing, [...above, draft.id]));
  }
  return measures.filter((each, at) => measures.findIndex((other) => isSameValue(each, other)) === at);
}
