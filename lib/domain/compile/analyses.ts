import { JinjaError } from '../jinja/errors.ts';
import { renderTemplate } from '../jinja/render.ts';
import { compileNames } from './context/compile-names.ts';
import { compiling } from './context/database.ts';
import { NodeContext } from './context/node-context.ts';
import { docFunction } from './docs.ts';
import type { Draft } from './draft.ts';
import type { Lookup } from './lookup.ts';
import { templateOf } from './nodes/parse-node.ts';
import { jinjaProblem } from './problem.ts';
import type { Workspace } from './workspace.ts';

/** Compiled text of the project's analyses, by path. They are looked at, never built. */
export function compileAnalyses(workspace: Workspace, lookup: Lookup): Map<string, string> {
  const { root } = workspace.project;
  const compiled = new Map<string, string>();
  for (const file of root.analyses) {
    const template = templateOf(workspace, file);
    try {
      if (template instanceof JinjaError) throw template;
      const names = compileNames(
        analysisDraft(file.path, file.name, file.text, root.name),
        lookup,
        docFunction(workspace, root),
      );
      compiled.set(
        file.path,
        renderTemplate(template, new NodeContext(workspace, root, names, compiling(workspace.options.database))),
      );
    } catch (error) {
      if (!(error instanceof JinjaError)) throw error;
      workspace.report(jinjaProblem(error, file.path));
    }
  }
  return compiled;
}

const analysisDraft = (path: string, name: string, text: string, packageName: string): Draft => ({
  id: `analysis.${packageName}.${name}`,
  resourceType: 'analysis',
  kind: 'model',
  name,
  packageName,
  fqn: [packageName, 'analysis', name],
  path,
  line: undefined,
  folder: '',
  language: 'sql',
  text,
  template: undefined,
  config: { materialized: 'view' },
  relation: undefined,
  version: undefined,
  latestVersion: undefined,
  refs: [],
  sources: [],
  functions: [],
  description: '',
  columns: [],
  tested: undefined,
  genericTest: undefined,
  properties: {},
  problems: [],
});
