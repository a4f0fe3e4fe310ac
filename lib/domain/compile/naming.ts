import { interpret } from '../jinja/render.ts';
import { SourceText } from '../jinja/source.ts';
import { fromJs } from '../jinja/values/convert.ts';
import { toText } from '../jinja/values/text.ts';
import type { Package } from '../project/index.ts';
import { textOf } from './config/read.ts';
import { NodeContext } from './context/node-context.ts';
import { type NodeFacts, nodeDict } from './context/node-facts.ts';
import type { Config, FullRelation } from './draft.ts';
import { unquoted, written } from './quoting.ts';
import type { Workspace } from './workspace.ts';

type Component = 'schema' | 'alias' | 'database';
const MACROS: Readonly<Record<Component, readonly string[]>> = {
  schema: ['generate_schema_name'],
  alias: ['generate_alias_name'],
  database: ['generate_database_name'],
};

/** The relation a node builds: the naming macros of the project, or dbt's defaults. */
export function nameRelation(workspace: Workspace, each: Package, facts: NodeFacts, config: Config): FullRelation {
  const { target } = workspace.options;
  const before = { database: target.database, schema: target.schema, identifier: facts.name };
  const name = (component: Component): string => {
    const custom = textOf(config, component);
    if (!isOverridden(workspace, each, component)) return byDefault(component, custom, facts, workspace);
    return byMacro(workspace, each, component, custom, facts, config, before);
  };
  const names = { database: name('database'), schema: name('schema'), identifier: name('alias') };
  return written(names, unquoted(workspace.project.root.config.quoting));
}

/** Whether the package or the project has its own macro for a part of a name; dbt's own needs no interpreter. */
const isOverridden = ({ macros }: Workspace, each: Package, component: Component): boolean =>
  macros.isOverridden(MACROS[component], each.name);

function byDefault(component: Component, custom: string | undefined, facts: NodeFacts, workspace: Workspace): string {
  const { target } = workspace.options;
  if (component === 'schema') return custom === undefined ? target.schema : `${target.schema}_${custom.trim()}`;
  if (component === 'database') return custom ?? target.database;
  if (custom !== undefined && custom !== '') return custom.trim();
  return facts.version === undefined ? facts.name : `${facts.name}_v${facts.version.replaceAll('.', '_')}`;
}

function byMacro(
  workspace: Workspace,
  each: Package,
  component: Component,
  custom: string | undefined,
  facts: NodeFacts,
  config: Config,
  relation: FullRelation,
): string {
  const context = new NodeContext(workspace, each, {});
  const macro = context.macros.find(`generate_${component}_name`, each.name) ?? null;
  const node = nodeDict(facts, config, relation);
  const text = interpret(new SourceText('', facts.path), (interpreter) =>
    toText(interpreter.call(macro, { positional: [fromJs(custom ?? null), node], named: new Map() })),
  );
  return text.trim() || byDefault(component, custom, facts, workspace);
}
