import { describedColumns } from '../../compile/columns.ts';
import { NO_FRESHNESS } from '../../compile/config/defaults.ts';
import { recordOf, textsIn } from '../../compile/config/read.ts';
import { relationOf } from '../../compile/context/compile-names.ts';
import { docBlocks } from '../../compile/docs.ts';
import { descriptionOf, renderingOf } from '../../compile/nodes/properties.ts';
import type { Resolved } from '../../compile/resolve.ts';
import { renderYaml } from '../../compile/yaml-render.ts';
import { asMap, child, listOf, type Package, scalarText, toPlain } from '../../project/index.ts';
import type { Writing } from './node.ts';
import { packagePath } from './paths.ts';
import type { Json, ManifestNode } from './types.ts';
import { layersAround } from './unrendered.ts';

/** A source's table of the manifest. What the table does not say, its source says. */
export function manifestSource({ draft }: Resolved, each: Package, { parsed, createdAt }: Writing): ManifestNode {
  const entry = draft.origin?.entry;
  const source = asMap(entry?.yaml);
  const [sourceName = '', name = ''] = draft.fqn.slice(-2);
  const rendering = entry === undefined ? undefined : renderingOf(parsed.workspace, entry);
  const render = (yaml: typeof source): Json => (rendering === undefined ? {} : recordOf(renderYaml(yaml, rendering)));
  const tables = listOf(child(source, 'tables'));
  const table = asMap(
    tables.find((item) => scalarText(child(item, 'name')) === name) ??
      tables.find((item) => render(asMap(item)).name === name),
  );
  const outer = render(source);
  const own = render(table);
  const pick = (key: string): unknown =>
    recordOf(own.config)[key] ?? own[key] ?? recordOf(outer.config)[key] ?? outer[key] ?? null;
  const freshness = freshnessOf(outer, own);
  const path = packagePath(draft.path, each);
  const meta = { ...recordOf(outer.meta), ...recordOf(recordOf(outer.config).meta), ...recordOf(draft.config.meta) };
  const loaded = { loaded_at_field: pick('loaded_at_field'), loaded_at_query: pick('loaded_at_query') };
  const tags = textsIn(draft.config, 'tags');
  return {
    database: draft.relation?.database ?? null,
    schema: draft.relation?.schema ?? '',
    name,
    resource_type: 'source',
    package_name: draft.packageName,
    path,
    original_file_path: path,
    unique_id: draft.id,
    fqn: draft.fqn,
    source_name: sourceName,
    source_description: rendering === undefined ? '' : descriptionOf(source, rendering),
    loader: own.loader ?? outer.loader ?? '',
    identifier: draft.relation?.identifier ?? name,
    quoting: {
      database: null,
      schema: null,
      identifier: null,
      column: null,
      ...recordOf(outer.quoting),
      ...recordOf(own.quoting),
    },
    ...loaded,
    freshness,
    external: externalOf(own.external),
    description: draft.description,
    columns: describedColumns(table, draft, each, parsed.workspace),
    meta,
    source_meta: { ...recordOf(outer.meta), ...recordOf(recordOf(outer.config).meta) },
    tags,
    config: {
      event_time: null,
      static_analysis: null,
      ...draft.config,
      enabled: draft.config.enabled ?? true,
      freshness,
      ...loaded,
      meta,
      tags,
    },
    patch_path: null,
    unrendered_config: Object.assign(
      {},
      ...layersAround(draft, each, parsed.workspace).before,
      writtenConfig(outer, own, { freshness, ...loaded, tags }),
    ),
    relation_name: relationOf(draft, parsed.workspace.project.root.config.quoting).text(),
    created_at: createdAt,
    unrendered_database: unrendered(asMap(entry?.unpatched ?? source), 'database'),
    unrendered_schema: unrendered(asMap(entry?.unpatched ?? source), 'schema'),
    doc_blocks: docBlocks(scalarText(child(table, 'description')), each, parsed.workspace),
  };
}

const externalOf = (value: unknown): Json | null =>
  value === undefined || value === null
    ? null
    : {
        location: null,
        file_format: null,
        row_format: null,
        tbl_properties: null,
        partitions: null,
        ...recordOf(value),
      };

/** The config that the properties file gives, and nothing of `dbt_project.yml`. */
function writtenConfig(outer: Json, own: Json, settled: Json): Json {
  const layers = [outer, recordOf(outer.config), own, recordOf(own.config)];
  const meta = Object.assign({}, ...layers.map((layer) => recordOf(layer.meta)));
  const isFresh = layers.some((layer) => 'freshness' in layer);
  const { freshness, ...rest } = settled;
  return {
    ...recordOf(outer.config),
    ...recordOf(own.config),
    ...rest,
    meta,
    ...(isFresh ? { freshness } : {}),
  };
}

const unrendered = (yaml: Parameters<typeof child>[0], key: string): unknown => {
  const value = child(yaml, key);
  return value === undefined ? null : toPlain(value);
};

/** How fresh a table has to be: the source's rule, laid over by the table's; null switches it off. */
function freshnessOf(outer: Json, own: Json): Json | null {
  let merged: Json | null = NO_FRESHNESS();
  for (const layer of [outer, recordOf(outer.config), own, recordOf(own.config)]) {
    if (!('freshness' in layer)) continue;
    if (layer.freshness === null) merged = null;
    else merged = laidOver(merged, recordOf(layer.freshness));
  }
  return merged;
}

function laidOver(below: Json | null, rule: Json): Json {
  const base = below ?? NO_FRESHNESS();
  const time = (key: string): unknown =>
    rule[key] === null ? null : { ...recordOf(base[key]), ...recordOf(rule[key]) };
  return {
    warn_after: time('warn_after'),
    error_after: time('error_after'),
    filter: rule.filter ?? base.filter ?? null,
  };
}
