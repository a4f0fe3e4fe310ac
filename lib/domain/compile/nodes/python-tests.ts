import type { Problem } from '../../../contracts/problem.ts';
import type { Package, PropertyEntry, ResourceFile } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import { BARE, type Draft } from '../draft.ts';
import { type PythonScan, scanPython } from '../python/scan.ts';
import type { Workspace } from '../workspace.ts';
import { NO_PROPERTIES, readNodeProperties, renderingOf } from './properties.ts';
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
  const properties =
    entry === undefined ? NO_PROPERTIES : readNodeProperties(entry.yaml, renderingOf(workspace, entry));
  const scan = workspace.memo.get('python', file.path, [file.text], () => scanPython(file.text, file.path));
  const fqn = [each.name, ...file.folders, file.name];
  const id = `test.${each.name}.${file.name}`;
  const layers = configLayers(workspace, each, 'data_tests', fqn, {
    defaults: TEST_DEFAULTS,
    entry: properties.config,
  });
  return {
    ...BARE,
    id,
    name: file.name,
    resourceType: 'test',
    kind: 'test',
    packageName: each.name,
    path: file.path,
    fqn,
    description: properties.description,
    text: file.text,
    line: undefined,
    folder: file.path.split('/').slice(0, -1).join('/'),
    language: 'python',
    config: mergeLayers(layers, [scan.config]),
    refs: [...scan.runs, ...scan.refs],
    sources: scan.sources,
    tested: scan.runs[0] ?? scan.refs[0] ?? scan.sources[0],
    runs: scan.runs,
    origin: { entry, inline: scan.config, macros: [] },
    problems: [...scan.problems.map((problem) => ({ ...problem, nodeId: id })), ...testProblems(file, scan, id)],
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
