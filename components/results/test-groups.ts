import { testsOf } from '#components/graph/near.ts';
import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';

/** Tests that judge the same thing of a node. */
export interface TestGroup {
  /** The column, where it is one. */
  readonly column?: string;
  readonly title: string;
  readonly tests: readonly GraphNode[];
}

export const isUnitTest = (test: GraphNode): boolean => test.id.startsWith('unit_test.');

/** The tests of a node: column by column, then those of all its rows, then the unit tests. */
export function testGroups(graph: ProjectGraph, node: GraphNode): readonly TestGroup[] {
  const tests = testsOf(graph, node.id);
  const byId = new Map(tests.map((test) => [test.id, test]));
  const columns = node.columns.map(({ name, tests: ids }) => ({
    title: name,
    column: name,
    tests: ids.flatMap((id) => byId.get(id) ?? []),
  }));
  const ofColumns = new Set(columns.flatMap((group) => group.tests));
  const rest = tests.filter((test) => !ofColumns.has(test));
  return [
    ...columns,
    { title: 'All of it', tests: rest.filter((test) => !isUnitTest(test)) },
    { title: 'Unit tests', tests: rest.filter(isUnitTest) },
  ].filter((group) => group.tests.length > 0);
}

/** What a test asks, in few words: `unique`, or the name of one that has none. */
export const testTitle = ({ testName, name }: GraphNode): string => testName ?? name;
