import type { Template } from '../../jinja/ast.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { parseTemplate } from '../../jinja/parser.ts';
import type { Package } from '../../project/index.ts';
import { configLayers } from '../config/layers.ts';
import { callsOf } from '../context/parse-names.ts';
import { BARE, type Draft } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { named } from './named.ts';
import { parseTemplateNode } from './parse-node.ts';

/**
 * The draft of a hook of a run. dbt parses it as it parses a model: it takes the configs of models,
 * which may switch it off, and the naming macros give it a schema.
 * @param hook `tag` is the list it stands in: `on-run-start` or `on-run-end`
 */
export function draftRunHook(
  workspace: Workspace,
  each: Package,
  { name, text, tag }: { readonly name: string; readonly text: string; readonly tag: string },
): Draft {
  const { path } = each.config;
  const fqn = [each.name, 'hooks', name];
  const facts = {
    id: `operation.${each.name}.${name}`,
    name,
    resourceType: 'operation' as const,
    packageName: each.name,
    path,
    fqn,
    version: undefined,
    description: '',
    text,
    columns: [],
  };
  const layers = configLayers(workspace, each, 'models', fqn, { defaults: { materialized: 'view' } });
  const parsed = parseTemplateNode(workspace, each, templateOf(text, path), facts, layers);
  return {
    ...BARE,
    ...facts,
    kind: 'model',
    line: undefined,
    folder: '',
    language: 'sql',
    template: parsed.template,
    config: parsed.config,
    relation: named(workspace, each, facts, parsed.config).relation,
    tags: [tag],
    ...callsOf(parsed.captured),
    origin: { inline: parsed.inline, macros: parsed.macros },
  };
}

/** What is wrong with a hook's text is told when it is compiled, at its line of dbt_project.yml. */
function templateOf(text: string, path: string): Template | JinjaError {
  try {
    return parseTemplate(text, path);
  } catch (error) {
    if (error instanceof JinjaError) return error;
    throw error;
  }
}
