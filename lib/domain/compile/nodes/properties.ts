import type { ColumnInfo } from '../../../contracts/graph.ts';
import {
  asMap,
  child,
  entryConfig,
  listOf,
  type PropertyEntry,
  type PropertyKind,
  packageAt,
  scalarText,
  type YamlMap,
} from '../../project/index.ts';
import { recordOf } from '../config/read.ts';
import { NodeContext, nodeFunction } from '../context/node-context.ts';
import { docFunction } from '../docs.ts';
import type { Config } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { renderText, renderYaml, type YamlRendering } from '../yaml-render.ts';

/** Properties of a node as its YAML entry gives them. */
export interface NodeProperties {
  readonly description: string;
  readonly config: Config;
  readonly columns: readonly Omit<ColumnInfo, 'tests'>[];
}

export const NO_PROPERTIES: NodeProperties = { description: '', config: {}, columns: [] };

/** Where Jinja in an entry's file is rendered: var, env_var, target, macros and doc. */
export function renderingOf(workspace: Workspace, entry: Pick<PropertyEntry, 'path' | 'file'>): YamlRendering {
  const each = packageAt(workspace.project, entry.path);
  const context = new NodeContext(workspace, each, { doc: nodeFunction('doc', docFunction(workspace, each)) });
  return { workspace, context, path: entry.path, file: entry.file };
}

/** Description, config and columns of an entry. */
export function readNodeProperties(
  yaml: YamlMap,
  rendering: YamlRendering,
  kind: PropertyKind = 'models',
): NodeProperties {
  return {
    description: descriptionOf(yaml, rendering),
    config: recordOf(renderYaml(entryConfig(yaml, kind), rendering)),
    columns: listOf(child(yaml, 'columns')).flatMap((column) => {
      const name = scalarText(child(column, 'name'));
      if (name === undefined) return [];
      return [
        { name, type: scalarText(child(column, 'data_type')), description: descriptionOf(asMap(column), rendering) },
      ];
    }),
  };
}

export function descriptionOf(yaml: YamlMap, rendering: YamlRendering): string {
  const description = child(yaml, 'description');
  const text = scalarText(description) ?? '';
  if (description === undefined) return text;
  return String(renderText(text, description.at, rendering) ?? '');
}
