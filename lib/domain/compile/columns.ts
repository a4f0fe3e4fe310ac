import { asMap, child, listOf, type Package, scalarText, type YamlMap } from '../project/index.ts';
import { type Json, recordOf } from './config/read.ts';
import { docBlocks } from './docs.ts';
import type { Draft } from './draft.ts';
import { descriptionOf, renderingOf } from './nodes/properties.ts';
import type { Workspace } from './workspace.ts';
import { renderYaml, type YamlRendering } from './yaml-render.ts';

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

/** The columns of a node by name, as its YAML describes them: those of `model` and of the manifest. */
export function describedColumns(
  yaml: YamlMap | undefined,
  draft: Pick<Draft, 'origin'>,
  each: Package,
  workspace: Workspace,
): Json {
  const { origin } = draft;
  if (yaml === undefined || origin?.entry === undefined) return {};
  const rendering = renderingOf(workspace, origin.entry);
  return Object.fromEntries(
    listOf(child(yaml, 'columns')).flatMap((column) => {
      const name = scalarText(child(column, 'name'));
      return name === undefined ? [] : [[name, columnOf(name, asMap(column), rendering, each)]];
    }),
  );
}

function columnOf(name: string, yaml: YamlMap, rendering: YamlRendering, each: Package): Json {
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
    doc_blocks: docBlocks(scalarText(child(yaml, 'description')), each, rendering.workspace),
    ...Object.fromEntries(Object.entries(plain).filter(([key]) => !OWN.has(key))),
  };
}

const listed = (tags: unknown): unknown[] =>
  Array.isArray(tags) ? tags : tags === undefined || tags === null ? [] : [tags];

/** The constraints of a whole model, from its rendered entry. */
export const constraintsOf = ({ constraints }: Json): Json[] =>
  (Array.isArray(constraints) ? constraints : []).map((each) => ({
    ...constraintOf(each),
    columns: recordOf(each).columns ?? [],
  }));

/** A constraint with every key dbt knows. */
function constraintOf(value: unknown): Json {
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
