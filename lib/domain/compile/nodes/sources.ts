import {
  asMap,
  child,
  entryConfig,
  listOf,
  type Package,
  type PropertyEntry,
  scalarText,
  type Yaml,
  type YamlMap,
} from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import { mergeConfigs } from '../config/merge.ts';
import { recordOf, textsIn } from '../config/read.ts';
import { BARE, type Draft } from '../draft.ts';
import { quotingFlags, written } from '../quoting.ts';
import type { Workspace } from '../workspace.ts';
import { renderText, renderYaml, type YamlRendering } from '../yaml-render.ts';
import { readNodeProperties, renderingOf } from './properties.ts';

/** A source's table with the YAML it comes from, for its tests. */
export interface SourceTable {
  readonly draft: Draft;
  readonly yaml: YamlMap;
  readonly entry: PropertyEntry;
}

/** Drafts of a source entry's tables. */
export function draftSources(workspace: Workspace, each: Package, entry: PropertyEntry): SourceTable[] {
  const rendering = renderingOf(workspace, entry);
  return listOf(child(entry.yaml, 'tables')).flatMap((table) => {
    const name = textAt(child(table, 'name'), rendering);
    return name === undefined
      ? []
      : [{ draft: draftTable(workspace, each, entry, asMap(table), name, rendering), yaml: asMap(table), entry }];
  });
}

function textAt(yaml: Yaml | undefined, rendering: YamlRendering): string | undefined {
  const text = scalarText(yaml);
  if (text === undefined || yaml === undefined) return undefined;
  const rendered = renderText(text, yaml.at, rendering);
  return rendered === null || rendered === undefined ? undefined : String(rendered);
}

function draftTable(
  workspace: Workspace,
  each: Package,
  entry: PropertyEntry,
  table: YamlMap,
  name: string,
  rendering: YamlRendering,
): Draft {
  const { target } = workspace.options;
  const source = textAt(child(entry.yaml, 'name'), rendering) ?? entry.name;
  const folders = entry.path.slice(each.prefix.length).split('/').slice(1, -1);
  const fqn = [each.name, ...folders, source, name];
  const properties = readNodeProperties(table, rendering, 'sources');
  const outer = recordOf(renderYaml(entryConfig(entry.yaml, 'sources'), rendering));
  const own = mergeConfigs([outer, properties.config]);
  const layers = configLayers(workspace, each, 'sources', fqn, { entry: own });
  // Of a source's tags those in YAML hold; the project's are not added, as dbt has it.
  const config = { ...mergeLayers(layers), tags: [...new Set(textsIn(own, 'tags'))].sort() };
  const at = entry.file.position(child(table, 'name')?.at ?? table.at);
  const flagsOf = (yaml: Yaml): ReturnType<typeof quotingFlags> => {
    const value = child(yaml, 'quoting');
    return value === undefined ? {} : quotingFlags(renderYaml(value, rendering));
  };
  const quoting = { ...flagsOf(entry.yaml), ...flagsOf(table) };
  const names = {
    database: textAt(child(entry.yaml, 'database'), rendering) ?? target.database,
    schema: textAt(child(entry.yaml, 'schema'), rendering) ?? source,
    identifier: textAt(child(table, 'identifier'), rendering) ?? name,
  };
  return {
    ...BARE,
    id: `source.${each.name}.${source}.${name}`,
    name: `${source}.${name}`,
    resourceType: 'source',
    packageName: each.name,
    path: entry.path,
    fqn,
    description: properties.description,
    columns: properties.columns,
    kind: 'source',
    line: at.line,
    folder: entry.path.split('/').slice(0, -1).join('/'),
    config,
    relation: written(names, quoting),
    origin: { entry, inline: {}, macros: [] },
  };
}
