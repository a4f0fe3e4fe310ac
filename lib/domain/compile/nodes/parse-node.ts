import type { Problem } from '../../../contracts/problem.ts';
import type { Template } from '../../jinja/ast.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { parseTemplate } from '../../jinja/parser.ts';
import { renderTemplate } from '../../jinja/render.ts';
import type { Package, ResourceFile } from '../../project/index.ts';
import { type ConfigLayers, mergeLayers } from '../config/layers.ts';
import { mergeConfigs } from '../config/merge.ts';
import { NodeContext } from '../context/node-context.ts';
import type { NodeFacts } from '../context/node-facts.ts';
import { type Captured, newCapture, parseNames } from '../context/parse-names.ts';
import { docFunction } from '../docs.ts';
import type { Config, FullRelation } from '../draft.ts';
import { hooksIn } from '../hooks.ts';
import { jinjaProblem } from '../problem.ts';
import type { Workspace } from '../workspace.ts';
import { isTemplate } from '../yaml-render.ts';

export interface ParsedNode {
  readonly template: Template | undefined;
  readonly captured: Captured;
  readonly config: Config;
  readonly inline: Config;
  readonly macros: readonly string[];
  readonly problems: Problem[];
}

/** The template of a file, parsed once per text. */
export function templateOf(workspace: Workspace, file: ResourceFile): Template | JinjaError {
  return workspace.memo.get('template', file.path, [file.text], () => {
    try {
      // dbt strips the files it reads.
      return parseTemplate(file.text.trimEnd(), file.path);
    } catch (error) {
      if (error instanceof JinjaError) return error;
      throw error;
    }
  });
}

/** What `config()` calls set, each value as it was written; only what two calls set is joined. */
function asWritten(configs: readonly Config[]): Config {
  const written: Record<string, unknown> = {};
  for (const config of configs) {
    for (const [key, value] of Object.entries(config)) {
      written[key] = key in written ? mergeConfigs([{ [key]: written[key] }, { [key]: value }])[key] : value;
    }
  }
  return written;
}

/**
 * Renders a node's template for the first time, to learn its config and what it refers to.
 * @param layers configs of the project and of YAML
 */
export function parseNode(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  facts: NodeFacts,
  layers: ConfigLayers,
): ParsedNode {
  return parseTemplateNode(workspace, each, templateOf(workspace, file), facts, layers);
}

/** The same for a template that is a piece of a file, or none. */
export function parseTemplateNode(
  workspace: Workspace,
  each: Package,
  template: Template | JinjaError,
  facts: NodeFacts,
  layers: ConfigLayers,
): ParsedNode {
  const captured = newCapture();
  const problems: Problem[] = [];
  let macros: readonly string[] = [];
  if (template instanceof JinjaError) problems.push(jinjaProblem(template, facts.path, facts.id));
  else if (template.hasTags || hasHooks(layers)) {
    const names = parseNames(facts, layers, placeholderOf(workspace, facts), captured, docFunction(workspace, each));
    const context = new NodeContext(workspace, each, names);
    try {
      renderTemplate(template, context, { lenient: true });
    } catch (error) {
      if (!(error instanceof JinjaError)) throw error;
      problems.push(jinjaProblem(error, facts.path, facts.id));
    }
    captureHooks(mergeLayers(layers, captured.configs), context, facts.path);
    macros = context.macros.called();
  }
  return {
    template: template instanceof JinjaError ? undefined : template,
    captured,
    config: mergeLayers(layers, captured.configs),
    inline: asWritten(captured.configs),
    macros,
    problems,
  };
}

const placeholderOf = ({ options: { target } }: Workspace, { name }: NodeFacts): FullRelation => ({
  database: target.database,
  schema: target.schema,
  identifier: name,
});

/** Most nodes have neither tags nor hooks: there is nothing to render then. */
const hasHooks = ({ before, after }: ConfigLayers): boolean =>
  [...before, ...after].some((layer) => HOOKS.some((key) => key in layer));
const HOOKS = ['pre_hook', 'post_hook', 'pre-hook', 'post-hook'];

/** What a node's hooks refer to, it depends on. What is wrong with them is told when they are compiled. */
function captureHooks(config: Config, context: NodeContext, path: string): void {
  for (const { sql } of [...hooksIn(config, 'pre'), ...hooksIn(config, 'post')]) {
    if (!isTemplate(sql)) continue;
    try {
      renderTemplate(parseTemplate(sql, path), context, { lenient: true });
    } catch (error) {
      if (!(error instanceof JinjaError)) throw error;
    }
  }
}
