import type { Problem } from '../../../contracts/problem.ts';
import {
  asMap,
  child,
  listOf,
  type Package,
  type PropertyEntry,
  scalarText,
  type Yaml,
  type YamlMap,
} from '../../project/index.ts';
import type { Draft } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { draftGenericTest, type TestSpec } from './generic-test.ts';

/** What a list of tests stands below. */
export interface TestOwner {
  /** The node the tests judge; a versioned model has one owner a version. */
  readonly draft: Draft;
  readonly entry: PropertyEntry;
  readonly yaml: YamlMap;
}

/** Drafts of every generic test below an entry: on the node and on its columns. */
export function draftGenericTests(workspace: Workspace, each: Package, owner: TestOwner): Draft[] {
  const specs = [...specsBelow(workspace, owner, owner.yaml, undefined)];
  for (const column of listOf(child(owner.yaml, 'columns'))) {
    const name = scalarText(child(column, 'name'));
    if (name !== undefined) specs.push(...specsBelow(workspace, owner, asMap(column), name));
  }
  return specs.map((spec) => draftGenericTest(workspace, each, owner, spec));
}

function specsBelow(workspace: Workspace, owner: TestOwner, yaml: YamlMap, column: string | undefined): TestSpec[] {
  // dbt refuses both keys on one thing; both are read here, and nothing is lost.
  const tests = [...listOf(child(yaml, 'tests')), ...listOf(child(yaml, 'data_tests'))];
  const quote = child(yaml, 'quote');
  const columnName = column !== undefined && quote?.type === 'scalar' && quote.value === true ? `"${column}"` : column;
  return tests.flatMap((test) => {
    const spec = readSpec(test, columnName, owner);
    if ('problem' in spec) {
      workspace.report(spec.problem);
      return [];
    }
    return [spec];
  });
}

function readSpec(test: Yaml, column: string | undefined, owner: TestOwner): TestSpec | { problem: Problem } {
  const at = test.at;
  if (test.type === 'scalar') return { name: scalarText(test) ?? '', args: asMap(undefined), column, at };
  if (test.type === 'list') return { problem: shape(owner, at) };
  const explicit = scalarText(child(test, 'test_name'));
  if (explicit !== undefined) {
    const entries = new Map([...test.entries].filter(([key]) => key !== 'test_name'));
    return { name: explicit, args: { type: 'map', entries, at }, column, at };
  }
  const [entry, second] = [...test.entries.values()];
  if (entry === undefined) return { problem: shape(owner, at) };
  if (second !== undefined) {
    const problem = shape(owner, second.keyAt);
    return {
      problem: {
        ...problem,
        message: `"${second.key}" stands beside the test "${entry.key}".`,
        remedy: `Indent "${second.key}" below "${entry.key}:".`,
      },
    };
  }
  if (entry.value.type === 'list') return { problem: shape(owner, entry.keyAt) };
  return { name: entry.key, args: asMap(entry.value), column, at: entry.keyAt };
}

const shape = (owner: TestOwner, at: number): Problem => ({
  code: 'test.shape',
  severity: 'error',
  message: 'A test is a name, or a name with arguments below it.',
  path: owner.entry.path,
  ...owner.entry.file.position(at),
  remedy: 'Write  - unique  or  - accepted_values: {arguments: {values: […]}}.',
});
