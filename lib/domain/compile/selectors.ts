import type { ProjectGraph } from '../../contracts/graph.ts';
import { asMap, child, listOf, parseYaml, scalarText } from '../project/index.ts';
import { recordOf } from './config/read.ts';
import { renderingOf } from './nodes/properties.ts';
import type { Workspace } from './workspace.ts';
import { renderYaml } from './yaml-render.ts';

const PATH = 'selectors.yml';

/** Definitions of `selectors.yml` by name, with the Jinja in them rendered; what they mean is the graph's matter. */
export function readSelectors(workspace: Workspace, text: string | undefined): ProjectGraph['selectors'] {
  if (text === undefined) return undefined;
  const file = workspace.memo.get('selectors', PATH, [text], () => parseYaml(text, PATH));
  for (const problem of file.problems) workspace.report(problem);
  const rendering = renderingOf(workspace, { path: PATH, file });
  const selectors: Record<string, Record<string, unknown>> = {};
  for (const item of listOf(child(asMap(file.root), 'selectors'))) {
    const name = scalarText(child(item, 'name'));
    if (name !== undefined) selectors[name] = { ...recordOf(renderYaml(item, rendering)) };
  }
  return selectors;
}
