import { recordOf } from '../../compile/config/read.ts';
import type { Draft } from '../../compile/draft.ts';
import type { ParsedProject } from '../../compile/index.ts';
import { descriptionOf, renderingOf } from '../../compile/nodes/properties.ts';
import { renderYaml, type YamlRendering } from '../../compile/yaml-render.ts';
import { asMap, child, listOf, type Package, scalarText, type YamlMap } from '../../project/index.ts';
import { docBlocks } from './docs.ts';
import type { Json } from './types.ts';

const OWN = new Set([
  'name',
  'description',
  'meta',
  'data_type',
  'constraints',
  'quote',
  'config',
  'tags',
  'granularity',
  'tests',
  'data_tests',
  'dimension',
  'entity',
]);

/** The columns of a node by name, as its YAML describes them. */
export function manifestColumns(yaml: YamlMap | undefined, draft: Draft, each: Package, parsed: ParsedProject): Json {
  const { origin } = draft;
  if (yaml === undefined || origin?.entry === undefined) return {};
  const rendering = renderingOf(parsed.workspace, origin.entry);
  return Object.fromEntries(
    listOf(child(yaml, 'columns')).flatMap((column) => {
      const name = scalarText(child(column, 'name'));
      return name === undefined ? [] : [[name, columnOf(name, asMap(column), rendering, each, parsed)]];
    }),
  );
}

function columnOf(name: string, yaml: YamlMap, rendering: YamlRendering, each: Package, parsed: ParsedProject): Json {
  const plain = recordOf(renderYaml(yaml, rendering));
  const config = recordOf(plain.config);
  const tags = listed(config.tags ?? plain.tags);
  const meta = { ...recordOf(plain.meta), ...recordOf(config.meta) };
  return {
    name,
    description: descriptionOf(yaml, rendering),
    meta,
    data_type: plain.data_type ?? null,
    constraints: (Array.isArray(plain.constraints) ? plain.constraints : []).map(constraintOf),
    quote: plain.quote ?? null,
    config: { ...config, meta, tags },
    tags,
    granularity: plain.granularity ?? null,
    doc_blocks: docBlocks(scalarText(child(yaml, 'description')), each, parsed),
    ...Object.fromEntries(Object.entries(plain).filter(([key]) => !OWN.has(key))),
  };
}

const listed = (tags: unknown): unknown[] =>
  Array.isArray(tags) ? tags : tags === undefined || tags === null ? [] : [tags];

/** A column's constraint with every key dbt knows. */
export function constraintOf(value: unknown): Json {
  const given = recordOf(value);
  return {
    type: given.type ?? null,
    name: given.name ?? null,
    expression: given.expression ?? null,
    warn_unenforced: given.warn_unenforced ?? true,
    warn_unsupported: given.warn_unsupported ?? true,
    to: given.to ?? null,
    to_columns: given.to_columns ?? [],
  };
}
