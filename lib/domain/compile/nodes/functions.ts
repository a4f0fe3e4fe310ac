import { didYouMean } from '../../../contracts/near.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { child, listOf, type Package, type PropertyEntry, type ResourceFile, scalarText } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import { textOf } from '../config/read.ts';
import { callsOf } from '../context/parse-names.ts';
import type { Draft } from '../draft.ts';
import { scanPython } from '../python/scan.ts';
import type { Workspace } from '../workspace.ts';
import { fileNode } from './file-node.ts';
import { named } from './named.ts';
import { parseNode } from './parse-node.ts';

/** The draft of a UDF: its text and its entry below `functions:`. */
export function draftFunction(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  entry: PropertyEntry | undefined,
): Draft {
  const { facts, bare, config: written } = fileNode(workspace, each, file, entry, 'function');
  const isPython = file.path.endsWith('.py');
  const layers = configLayers(workspace, each, 'functions', facts.fqn, {
    defaults: { materialized: 'function' },
    entry: written,
  });
  const parsed = isPython ? undefined : parseNode(workspace, each, file, facts, layers);
  const config = parsed?.config ?? mergeLayers(layers);
  const { relation, problems } = named(workspace, each, facts, config);
  const signature = entry === undefined ? {} : signatureOf(entry);
  return {
    ...bare,
    kind: 'udf',
    language: isPython ? 'python' : 'sql',
    template: parsed?.template,
    config,
    relation,
    ...(parsed === undefined ? {} : callsOf(parsed.captured)),
    properties: signature,
    origin: { entry, inline: parsed?.inline ?? {}, macros: parsed?.macros ?? [] },
    problems: [
      ...(parsed?.problems ?? []),
      ...(isPython ? entryPointProblems(file, facts.id, textOf(config, 'entry_point') ?? file.name) : []),
      ...problems,
    ],
  };
}

/** `arguments` and `returns`; `type` is taken for `data_type`. */
function signatureOf(entry: PropertyEntry): Readonly<Record<string, unknown>> {
  const typeOf = (yaml: Parameters<typeof child>[0]): string | undefined =>
    scalarText(child(yaml, 'data_type')) ?? scalarText(child(yaml, 'type'));
  const returns = child(entry.yaml, 'returns');
  return {
    arguments: listOf(child(entry.yaml, 'arguments')).map((each) => ({
      name: scalarText(child(each, 'name')) ?? '',
      type: typeOf(each) ?? 'text',
    })),
    returns: typeOf(returns) ?? scalarText(returns),
  };
}

function entryPointProblems(file: ResourceFile, nodeId: string, entryPoint: string): Problem[] {
  const scan = scanPython(file.text, file.path);
  const faults = scan.problems
    .filter((problem) => problem.code === 'python.syntax')
    .map((problem) => ({ ...problem, nodeId }));
  if (faults.length > 0 || scan.functions.includes(entryPoint)) return faults;
  return [
    {
      code: 'function.entry_point',
      severity: 'error',
      message: `This file has no function named "${entryPoint}".`,
      path: file.path,
      line: 1,
      column: 1,
      remedy:
        didYouMean(entryPoint, scan.functions) ??
        (scan.functions[0] === undefined
          ? `Write  def ${entryPoint}(…):`
          : `Set config.entry_point to "${scan.functions[0]}" in its YAML.`),
      nodeId,
    },
  ];
}
