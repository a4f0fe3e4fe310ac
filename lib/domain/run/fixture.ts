import type { Compilation, CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import { type NodeKind, nodeKind } from '#lib/contracts/graph.ts';
import { nodeId } from '#lib/contracts/ids.ts';

/** What a hand-made node of a test says; the rest is filled in. */
export interface FixtureNode {
  readonly name: string;
  readonly work: NodeWork;
  readonly after?: readonly string[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly path?: string;
  readonly hooks?: CompiledNode['hooks'];
}

/** A compilation made by hand, for tests of this room: node ids are the names. */
export function fixture(nodes: readonly FixtureNode[]): Compilation {
  return {
    projectName: 'fixture',
    problems: [],
    analyses: new Map(),
    nodes: new Map(nodes.map((node) => [node.name, compiled(node)])),
  };
}

export const view = (schema: string, name: string, sql: string, after: readonly string[] = []): FixtureNode => ({
  name,
  after,
  work: { type: 'view', relation: { schema, identifier: name }, sql, rawSql: sql, indexes: [] },
});

export const table = (schema: string, name: string, sql: string, after: readonly string[] = []): FixtureNode => ({
  name,
  after,
  work: { type: 'table', relation: { schema, identifier: name }, sql, rawSql: sql, indexes: [] },
});

export const seed = (
  schema: string,
  name: string,
  csv: string,
  columnTypes: Record<string, string> = {},
): FixtureNode => ({
  name,
  path: `seeds/${name}.csv`,
  work: {
    type: 'seed',
    relation: { schema, identifier: name },
    csv,
    columnTypes,
    delimiter: ',',
    quoteColumns: true,
    indexes: [],
  },
});

export const test = (
  name: string,
  sql: string,
  after: readonly string[],
  severity: 'error' | 'warn' = 'error',
): FixtureNode => ({
  name,
  after,
  work: { type: 'test', sql, severity, errorIf: '!= 0', warnIf: '!= 0', failCalc: 'count(*)' },
});

const kinds: Readonly<Record<NodeWork['type'], NodeKind>> = {
  source: 'source',
  view: 'model',
  table: 'model',
  ephemeral: 'model',
  seed: 'seed',
  python: 'python',
  udf: 'udf',
  train: 'train',
  predict: 'predict',
  test: 'test',
  python_test: 'test',
  unit_test: 'test',
  described: 'exposure',
  deferred: 'model',
  macro: 'model',
  invalid: 'model',
};

function compiled({ name, work, after = [], config = {}, path, hooks }: FixtureNode): CompiledNode {
  return {
    fqn: ['fixture', name],
    packageName: 'fixture',
    config,
    work,
    hooks,
    graph: {
      id: nodeId.parse(name),
      kind: nodeKind.parse(kinds[work.type]),
      name,
      path: path ?? `models/${name}.sql`,
      folder: 'models',
      materialized: work.type,
      ...('relation' in work && work.relation ? { relation: work.relation } : {}),
      description: '',
      tags: [],
      columns: [],
      dependsOn: after.map((id) => nodeId.parse(id)),
      enabled: true,
      checksum: name,
    },
  };
}
