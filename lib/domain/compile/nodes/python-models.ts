import { didYouMean } from '../../../contracts/near.ts';
import type { Problem } from '../../../contracts/problem.ts';
import type { Package, PropertyEntry, ResourceFile } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import type { Draft } from '../draft.ts';
import { type PythonScan, scanPython } from '../python/scan.ts';
import type { Workspace } from '../workspace.ts';
import { fileNode } from './file-node.ts';
import { named } from './named.ts';

/** The draft of a Python cell. */
export function draftPythonModel(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  entry: PropertyEntry | undefined,
): Draft {
  const { facts, bare, config: written } = fileNode(workspace, each, file, entry, 'model');
  const scan = workspace.memo.get('python', file.path, [file.text], () => scanPython(file.text, file.path));
  // `+materialized: view` of a folder is meant for its SQL; a cell is always a table.
  const layers = configLayers(workspace, each, 'models', facts.fqn, {
    entry: { materialized: 'table', ...written },
  });
  const config = mergeLayers(layers, [scan.config]);
  const { relation, problems } = named(workspace, each, facts, config);
  return {
    ...bare,
    kind: 'python',
    language: 'python',
    config,
    relation,
    refs: scan.refs,
    sources: scan.sources,
    origin: { entry, inline: scan.config, macros: [] },
    problems: [
      ...scan.problems.map((problem) => ({ ...problem, nodeId: facts.id })),
      ...cellProblems(file, scan, facts.id),
      ...problems,
    ],
  };
}

function cellProblems(file: ResourceFile, scan: PythonScan, nodeId: string): Problem[] {
  if (scan.problems.some((problem) => problem.code === 'python.syntax') || scan.functions.includes('model')) return [];
  const empty = file.text.replace(/#.*/g, '').trim() === '';
  return [
    {
      code: 'python.no_model',
      severity: 'error',
      message: empty ? 'This file is empty.' : 'A Python cell defines a function named "model"; this file has none.',
      path: file.path,
      line: 1,
      column: 1,
      remedy: didYouMean('model', scan.functions) ?? 'Write  def model(dbt, session):  and return a DataFrame.',
      nodeId,
    },
  ];
}
