import type { CompiledNode, NodeWork } from '../../contracts/compilation.ts';
import type { ColumnInfo, GraphNode } from '../../contracts/graph.ts';
import { nodeId } from '../../contracts/ids.ts';
import type { CompiledWork } from './compile-node.ts';
import { textOf, textsIn } from './config/read.ts';
import type { Config, Draft } from './draft.ts';
import { checksum, stableJson } from './hash.ts';
import type { Resolved } from './resolve.ts';
import { relationNameOf } from './work.ts';

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

/** A node of a compilation. `columnTests` are the tests on its columns, by column. */
export function compiledNode(
  resolved: Resolved,
  done: CompiledWork,
  columnTests: ReadonlyMap<string, readonly string[]>,
): CompiledNode {
  const { draft } = resolved;
  const { config } = draft;
  return {
    graph: graphNode(resolved, done, columnTests, config),
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
  config: Config,
): GraphNode {
  const { draft } = resolved;
  const dependsOn = [...new Set([...resolved.dependsOn, ...done.alsoDependsOn])];
  const hasRelation = draft.relation !== undefined && draft.kind !== 'test' && config.materialized !== 'ephemeral';
  return {
    id: nodeId.parse(draft.id),
    kind: draft.kind,
    name: draft.name,
    path: draft.path,
    ...(draft.line === undefined ? {} : { line: draft.line }),
    folder: draft.folder,
    materialized: textOf(config, 'materialized') ?? draft.resourceType,
    ...(hasRelation ? { relation: relationNameOf(draft) } : {}),
    description: draft.description,
    tags: [...new Set([...(draft.tags ?? []), ...textsIn(config, 'tags')])],
    columns: draft.columns.map((column) => columnInfo(column, columnTests)),
    dependsOn: dependsOn.map((id) => nodeId.parse(id)),
    ...(resolved.tested === undefined ? {} : { tests: nodeId.parse(resolved.tested) }),
    enabled: true,
    fqn: [...draft.fqn],
    ...placeOf(draft),
    ...selectable(config),
    checksum: checksumOf(draft, done),
  };
}

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
  tests: (tests.get(column.name) ?? []).map((id) => nodeId.parse(id)),
});

/** Hash of what a node builds: its work, and the configs that shape it. */
function checksumOf(draft: Draft, done: CompiledWork): string {
  const config = Object.entries(draft.config).filter(([key]) => !DESCRIPTIVE.has(key));
  const hooks = done.hooks === undefined ? '' : stableJson(done.hooks);
  return checksum([workText(done.work), stableJson(Object.fromEntries(config)), hooks]);
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
