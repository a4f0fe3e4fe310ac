import type { ConfigTree, Package, Yaml } from '../../project/index.ts';
import { NodeContext } from '../context/node-context.ts';
import { Variables } from '../context/variables.ts';
import type { Config } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { renderYaml, type YamlRendering } from '../yaml-render.ts';
import { mergeConfigs } from './merge.ts';
import { treeConfigs } from './tree.ts';

/** Configs around those a node sets itself, weakest first. */
export interface ConfigLayers {
  readonly before: readonly Config[];
  /** What the project says of a package's node: it wins over the package's own files. */
  readonly after: readonly Config[];
}

/**
 * The configs a node stands between, in dbt's order: defaults, the `dbt_project.yml` it belongs to,
 * its YAML entry, (the node's own,) and for a package's node the project's `dbt_project.yml`.
 */
export function configLayers(
  workspace: Workspace,
  each: Package,
  tree: ConfigTree,
  fqn: readonly string[],
  own: { readonly defaults?: Config; readonly entry?: Config },
): ConfigLayers {
  const { root } = workspace.project;
  const treeOf = (other: Package): Config[] =>
    treeConfigs(other.config.trees[tree], fqn, projectRender(workspace, other));
  return {
    before: [own.defaults ?? {}, ...treeOf(each), own.entry ?? {}],
    after: each === root ? [] : treeOf(root),
  };
}

/** The config of a node that sets `own` itself. */
export const mergeLayers = (layers: ConfigLayers, own: readonly Config[] = []): Record<string, unknown> =>
  mergeConfigs([...layers.before, ...own, ...layers.after]);

/** As dbt, `var` gives only what the command line says there: the project's own variables are not read yet. */
function projectRendering(workspace: Workspace, each: Package): YamlRendering {
  const { config } = each;
  const variables = new Variables(workspace.options, []);
  const context = new NodeContext(workspace, each, { var: () => variables });
  return { workspace, context, path: config.path, file: config.file };
}

/** Renders values of `dbt_project.yml`, each once a compilation. */
function projectRender(workspace: Workspace, each: Package): (value: Yaml) => unknown {
  return (value) => {
    const { memo, rendered } = workspace;
    const made = rendered.get(value) ?? memo.collect(() => renderYaml(value, projectRendering(workspace, each)));
    rendered.set(value, made);
    // Whoever has the value has what was said and looked for: which node comes first changes with an edit.
    memo.lookAll(made.macros);
    for (const problem of made.problems) memo.report(problem);
    return made.value;
  };
}
