import type { CompiledNode, NodeWork } from '../../contracts/compilation.ts';
import type { ColumnInfo, GraphNode } from '../../contracts/graph.ts';
import type { NodeId } from '../../contracts/ids.ts';
import { isNodeId } from '../../contracts/node-id.ts';
import type { Works } from './compile-all.ts';
import type { CompiledWork } from './compile-node.ts';
import { textOf, textsIn } from './config/read.ts';
import type { Config, Draft } from './draft.ts';
import { checksum, stableJson } from './hash.ts';
import type { Parse } from './parse.ts';
import type { Resolved } from './resolve.ts';
import { advance, type Table } from './table.ts';
import { unitTestText } from './unit-tests/text.ts';
import { relationNameOf } from './work/parts.ts';

/** Configs that say nothing of what is built. */
const DESCRIPTIVE = new Set([
  'tags',
  'meta',
  'docs',
  'enabled',
  'group',
  'access',
  'description',
  'severity',
  'store_failures',
]);

/**
 * The nodes of a compilation.
 * @param before the nodes of the parse that `parse.changes` speaks of
 */
export function assembleNodes(
  { nodes, changes }: Parse,
  { rows, changed }: Works,
  before: { readonly parse: Parse; readonly nodes: Table<CompiledNode> } | undefined,
): Table<CompiledNode> {
  const known = changes === undefined ? undefined : before;
  const stale = new Set([...changed, ...nodes.changed, ...testedBy(nodes, known?.parse.nodes)]);
  const tests = testsByColumn(nodes.rows, stale);
  return advance(nodes, known?.nodes, stale, (each, id) => {
    const work = rows.get(id);
    return work && compiledNode(each, work, tests.get(id) ?? NO_TESTS);
  });
}

const NO_TESTS: ReadonlyMap<string, string[]> = new Map();

/** Nodes that have other tests on their columns than before. */
function* testedBy({ rows, changed }: Table<Resolved>, before: Table<Resolved> | undefined): Generator<string> {
  for (const id of changed) {
    for (const each of [rows.get(id), before?.rows.get(id)])
      if (each?.tested !== undefined && columnOf(each.draft) !== undefined) yield each.tested;
  }
}

const columnOf = ({ genericTest }: Draft): string | undefined => genericTest?.column?.replace(/^"(.*)"$/, '$1');

/** The tests on the columns of some nodes. */
function testsByColumn(
  nodes: ReadonlyMap<string, Resolved>,
  owners: ReadonlySet<string>,
): Map<string, Map<string, string[]>> {
  const byNode = new Map<string, Map<string, string[]>>();
  for (const { draft, tested } of nodes.values()) {
    if (tested === undefined || !owners.has(tested)) continue;
    const column = columnOf(draft);
    if (column === undefined) continue;
    const columns = byNode.get(tested) ?? new Map<string, string[]>();
    byNode.set(tested, columns);
    const ids = columns.get(column);
    if (ids === undefined) columns.set(column, [draft.id]);
    else ids.push(draft.id);
  }
  return byNode;
}

function idOf(id: string): NodeId {
  if (!isNodeId(id)) throw new Error(`"${id}" is no id of a node.`);
  return id;
}

/** A node of a compilation. `columnTests` are the tests on its columns, by column. */
function compiledNode(
  resolved: Resolved,
  done: CompiledWork,
  columnTests: ReadonlyMap<string, readonly string[]>,
): CompiledNode {
  const { draft } = resolved;
  const { config } = draft;
  return {
    graph: graphNode(resolved, done, columnTests),
    fqn: draft.fqn,
    packageName: draft.packageName,
    config,
    work: done.work,
    ...(done.hooks === undefined ? {} : { hooks: done.hooks }),
  };
}

function graphNode(
  resolved: Resolved,
  done: CompiledWork,
  columnTests: ReadonlyMap<string, readonly string[]>,
): GraphNode {
  const { draft } = resolved;
  const { config } = draft;
  const hasRelation = draft.relation !== undefined && draft.kind !== 'test' && config.materialized !== 'ephemeral';
  return {
    id: idOf(draft.id),
    kind: draft.kind,
    name: draft.name,
    path: draft.path,
    folder: draft.folder,
    materialized: textOf(config, 'materialized') ?? draft.resourceType,
    description: draft.description,
    tags: [...new Set([...(draft.tags ?? []), ...textsIn(config, 'tags')])],
    columns: draft.columns.map((column) => columnInfo(column, columnTests)),
    dependsOn: [...new Set([...resolved.dependsOn, ...done.alsoDependsOn])].map(idOf),
    enabled: true,
    fqn: [...draft.fqn],
    checksum: checksumOf(draft, done),
    ...(draft.line === undefined ? {} : { line: draft.line }),
    ...(hasRelation ? { relation: relationNameOf(draft) } : {}),
    ...(resolved.tested === undefined ? {} : { tests: idOf(resolved.tested) }),
    ...placeOf(draft),
    ...selectable(config),
  };
}

/** An analysis, or a hook of a run, as selection sees it: it is chosen as a node is, and is none of the graph. */
export const passingNode = (resolved: Resolved): GraphNode => graphNode(resolved, LOOKED_AT, new Map());

const LOOKED_AT: CompiledWork = {
  work: { type: 'described' },
  alsoDependsOn: [],
  hooks: undefined,
  ctes: [],
  problems: [],
};

/** What selection asks of a node beside its config. */
const placeOf = ({ origin, version, latestVersion, genericTest }: Draft) => ({
  ...(origin?.entry === undefined ? {} : { patchPath: origin.entry.path }),
  ...(version === undefined ? {} : { version }),
  ...(latestVersion === undefined ? {} : { latestVersion }),
  ...(genericTest === undefined ? {} : { testName: genericTest.name }),
});

/** What every node has, and what selection has its own method for. */
const USUAL = new Set(['materialized', 'tags']);
const TEST_DEFAULTS: Config = { severity: 'ERROR', warn_if: '!= 0', error_if: '!= 0', fail_calc: 'count(*)' };

function selectable(config: Config): Pick<GraphNode, 'config'> {
  const entries = Object.entries(config).filter(
    ([key, value]) => !USUAL.has(key) && value !== undefined && value !== null && TEST_DEFAULTS[key] !== value,
  );
  return entries.length === 0 ? {} : { config: Object.fromEntries(entries) };
}

const columnInfo = (column: Draft['columns'][number], tests: ReadonlyMap<string, readonly string[]>): ColumnInfo => ({
  ...column,
  tests: (tests.get(column.name) ?? []).map(idOf),
});

/** Hash of what a node builds: its work, and the configs that shape it. */
function checksumOf(draft: Draft, done: CompiledWork): string {
  const hooks = done.hooks === undefined ? '' : stableJson(done.hooks);
  const unitTest = draft.unitTest === undefined ? [] : [unitTestText(draft.unitTest)];
  return checksum([workText(done.work), stableJson(draft.config, DESCRIPTIVE), hooks, ...unitTest]);
}

/** Everything of a node's work as text, without going through JSON for its large parts. */
function workText(work: NodeWork): string {
  switch (work.type) {
    case 'view':
    case 'table':
    case 'ephemeral':
    case 'test':
      return `${work.type}\0${work.sql}\0${'relation' in work ? stableJson(work.relation) : ''}`;
    case 'seed':
      return `seed\0${work.csv}\0${stableJson(work.relation)}`;
    default:
      return stableJson(work);
  }
}
