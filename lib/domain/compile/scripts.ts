import type { Script } from '../../contracts/compilation.ts';
import type { Package, ResourceFile } from '../project/index.ts';
import { pythonInputs } from './compile-node.ts';
import type { Draft } from './draft.ts';
import type { Lookup } from './lookup.ts';
import { scanPython } from './python/scan.ts';
import { resolveDraft } from './resolve.ts';
import type { Workspace } from './workspace.ts';

/** The project's Python scripts with what they may read. What is wrong with one is a warning: nothing is built of it. */
export function compileScripts(workspace: Workspace, lookup: Lookup): ReadonlyMap<string, Script> {
  const { root } = workspace.project;
  return new Map(
    root.scripts.map((file) => {
      const { draft, problems } = resolveDraft(draftScript(workspace, root, file), lookup);
      for (const each of problems) workspace.report({ ...each, severity: 'warning', nodeId: undefined });
      return [file.path, { source: file.text, inputs: pythonInputs(draft, lookup).inputs }];
    }),
  );
}

function draftScript(workspace: Workspace, each: Package, file: ResourceFile): Draft {
  const scan = workspace.memo.get('python', file.path, [file.text], () => scanPython(file.text, file.path));
  return {
    id: `analysis.${each.name}.${file.name}`,
    name: file.name,
    resourceType: 'analysis',
    kind: 'python',
    packageName: each.name,
    path: file.path,
    fqn: [each.name, 'analysis', ...file.folders, file.name],
    version: undefined,
    latestVersion: undefined,
    description: '',
    text: file.text,
    columns: [],
    line: undefined,
    folder: file.path.split('/').slice(0, -1).join('/'),
    language: 'python',
    template: undefined,
    config: scan.config,
    relation: undefined,
    refs: scan.refs,
    sources: scan.sources,
    functions: [],
    tested: undefined,
    genericTest: undefined,
    properties: {},
    problems: scan.problems,
  };
}
