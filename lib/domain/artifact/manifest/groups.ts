import { configLayers, mergeLayers } from '../../compile/config/layers.ts';
import { recordOf } from '../../compile/config/read.ts';
import type { ParsedProject } from '../../compile/index.ts';
import { renderingOf } from '../../compile/nodes/properties.ts';
import { renderYaml } from '../../compile/yaml-render.ts';
import type { Package, PropertyEntry } from '../../project/index.ts';
import { packagePath, resourcePath } from './paths.ts';
import type { Json, ManifestNode } from './types.ts';

/** dbt lays the configs of the models of a group's folder under it. */
const fqnOf = ({ path, name }: PropertyEntry, each: Package): string[] => [
  each.name,
  ...path.slice(each.prefix.length).split('/').slice(1, -1),
  name,
];

/** Groups of the project by unique id. */
export function manifestGroups({ workspace }: ParsedProject): Readonly<Record<string, Json>> {
  const { root, packages } = workspace.project;
  const groups = [root, ...packages].flatMap((each) =>
    each.properties.flatMap((entry) => {
      if (entry.kind !== 'groups') return [];
      // Hooks are nothing a group could have.
      const {
        pre_hook: _,
        post_hook: __,
        ...below
      } = mergeLayers(configLayers(workspace, each, 'models', fqnOf(entry, each), {}));
      const yaml = recordOf(renderYaml(entry.yaml, renderingOf(workspace, entry)));
      const group: Json = {
        name: entry.name,
        resource_type: 'group',
        package_name: each.name,
        path: resourcePath(entry.path, each),
        original_file_path: packagePath(entry.path, each),
        unique_id: `group.${each.name}.${entry.name}`,
        owner: { email: null, name: null, ...recordOf(yaml.owner) },
        description: yaml.description ?? null,
        config: {
          ...below,
          ...recordOf(yaml.config),
          meta: recordOf(recordOf(yaml.config).meta),
        },
      };
      return [group];
    }),
  );
  return Object.fromEntries(groups.map((group) => [String(group.unique_id), group]));
}

/** After all other nodes, in this order. */
const LAST = ['test', 'saved_query', 'semantic_model', 'metric'];
const rank = (node: ManifestNode): number => LAST.indexOf(node.resource_type);

/** The members of each group by its name. */
export function groupMap(groups: Readonly<Record<string, Json>>, nodes: readonly ManifestNode[]) {
  const members = new Map(Object.values(groups).map(({ name }): [string, string[]] => [String(name), []]));
  const ordered = nodes.toSorted((a, b) => rank(a) - rank(b));
  for (const { unique_id: id, group } of ordered) if (typeof group === 'string') members.get(group)?.push(id);
  return Object.fromEntries(members);
}
