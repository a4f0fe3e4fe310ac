import type { Problem } from '../../../contracts/problem.ts';
import type { Package, PropertyEntry, ResourceFile } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import type { Draft } from '../draft.ts';
import { type PythonScan, scanPython } from '../python/scan.ts';
import type { Workspace } from '../workspace.ts';
import { fileNode } from './file-node.ts';
import { TEST_DEFAULTS } from './test-config.ts';

/**
 * Whether a Python file below `tests/` is for Insitu: one of its functions takes `dbt`. Others are
 * somebody's pytest suite, which dbt leaves alone.
 */
export const isPythonTest = (file: ResourceFile): boolean => /^(?:async[ \t]+)?def\s+\w+\s*\(\s*dbt\b/m.test(file.text);

/** The draft of a file of Python tests. It judges the cells it runs (`dbt.run`), after what it reads (`dbt.ref`). */
export function draftPythonTest(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  entry: PropertyEntry | undefined,
): Draft {
  const { facts, bare, config } = fileNode(workspace, each, file, entry, 'test');
  const scan = workspace.memo.get('python', file.path, [file.text], () => scanPython(file.text, file.path));
  const layers = configLayers(workspace, each, 'data_tests', facts.fqn, {
    defaults: TEST_DEFAULTS,
    entry: config,
  });
  return {
    ...bare,
    kind: 'test',
    language: 'python',
    config: mergeLayers(layers, [scan.config]),
    refs: [...scan.runs, ...scan.refs],
    sources: scan.sources,
    tested: scan.runs[0] ?? scan.refs[0] ?? scan.sources[0],
    runs: scan.runs,
    origin: { entry, inline: scan.config, macros: [] },
    problems: [
      ...scan.problems.map((problem) => ({ ...problem, nodeId: facts.id })),
      ...testProblems(file, scan, facts.id),
    ],
  };
}

function testProblems(file: ResourceFile, scan: PythonScan, nodeId: string): Problem[] {
  const isBroken = scan.problems.some((problem) => problem.code === 'python.syntax');
  if (isBroken || scan.functions.some((name) => name.startsWith('test'))) return [];
  return [
    {
      code: 'python.no_test',
      severity: 'error',
      message: 'This file has no function whose name begins with "test".',
      path: file.path,
      line: 1,
      column: 1,
      remedy: 'Write  def test_model(dbt):  with dbt.given(…), dbt.run("cell") and assert.',
      nodeId,
    },
  ];
}
