import { PyDict } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import { PyObject, type Value } from '../../jinja/values/value.ts';
import { resolvedAnalyses } from '../analyses.ts';
import { constraintsOf, describedColumns } from '../columns.ts';
import { type Json, recordOf } from '../config/read.ts';
import { wholeConfig } from '../config/whole.ts';
import type { Draft, RefCall } from '../draft.ts';
import type { Lookup } from '../lookup.ts';
import { renderingOf } from '../nodes/properties.ts';
import type { DoneSoFar, ProjectDescription } from '../options.ts';
import { type Resolved, resolveDraft } from '../resolve.ts';
import type { Workspace } from '../workspace.ts';
import { renderYaml } from '../yaml-render.ts';
import { compiling } from './database.ts';
import { nodeDict } from './node-facts.ts';

/** `model` of a node whose references are known: the manifest's facts that macros read. */
export function draftDict(draft: Draft, lookup: Lookup, workspace: Workspace, relationName: string | null): PyDict {
  const relation = draft.relation ?? { database: '', schema: '', identifier: draft.name };
  const node = nodeDict(draft, draft.config, relation);
  const resolved = resolveDraft(draft, lookup);
  const more: Record<string, unknown> = {
    ...describedFacts(draft, workspace),
    refs: draft.refs.map(refOf),
    sources: draft.sources.map(({ source, table }) => [source, table]),
    depends_on: { macros: draft.origin?.macros ?? [], nodes: resolved.dependsOn },
    patch_path: draft.origin?.entry === undefined ? null : `${draft.packageName}://${draft.origin.entry.path}`,
    language: draft.language === 'python' ? 'python' : 'sql',
    relation_name: relationName,
    unrendered_config: draft.origin?.inline ?? {},
    latest_version: draft.latestVersion ?? null,
    ...(draft.resourceType === 'source' ? sourceFacts(draft) : {}),
    ...(draft.genericTest === undefined ? {} : testFacts(resolved)),
  };
  for (const [key, value] of Object.entries(more)) node.set(key, fromJs(value));
  const told = new PyDict([...node.entries()].filter(([, value]) => value !== null));
  if (isBuiltInBatches(draft) && workspace.options.database === undefined) told.set('batch', new LateBatch());
  return told;
}

/** A model whose text is never rendered as a whole: each batch has its own. */
const isBuiltInBatches = ({ config, batch }: Draft): boolean =>
  batch === undefined && config.materialized === 'incremental' && config.incremental_strategy === 'microbatch';

/** `model.batch` before there is one: what reads it is rendered when its batch is built. */
class LateBatch extends PyObject {
  readonly typeName = 'batch';
  override text(): string {
    return '<batch>';
  }
  override attribute(): Value | undefined {
    compiling(undefined).port();
    return undefined;
  }
}

/** What a node's config and its YAML say of it. dbt leaves out of `model` what is none. */
function describedFacts(draft: Draft, workspace: Workspace): Json {
  const { root, packages } = workspace.project;
  const each = [root, ...packages].find(({ name }) => name === draft.packageName) ?? root;
  const config = wholeConfig(draft);
  const entry = draft.genericTest === undefined ? draft.origin?.entry : undefined;
  const rendered = entry === undefined ? {} : recordOf(renderYaml(entry.yaml, renderingOf(workspace, entry)));
  return withoutNull({
    config,
    docs: config.docs,
    contract: config.contract,
    columns: describedColumns(entry?.yaml, draft, each, workspace),
    ...(draft.resourceType === 'model' ? { access: config.access, constraints: constraintsOf(rendered) } : {}),
  });
}

/** What people wrote below `meta` stays. */
const withoutNull = (json: Json): Json =>
  Object.fromEntries(
    Object.entries(json).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [[key, key === 'meta' ? value : present(value)]],
    ),
  );

const present = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(present)
    : typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
      ? withoutNull(recordOf(value))
      : value;

const refOf = ({ packageName, name, version }: RefCall) => ({
  name,
  ...(packageName === undefined ? {} : { package: packageName }),
  ...(version === undefined ? {} : { version }),
});

const sourceFacts = (draft: Draft) => ({
  source_name: draft.fqn.at(-2) ?? '',
  name: draft.fqn.at(-1) ?? draft.name,
  identifier: draft.relation?.identifier ?? draft.name,
  loader: '',
});

/** A test hangs on the node it judges: of its own package, and no source. */
const attachedNode = ({ draft, tested }: Resolved): string | null =>
  draft.tested !== undefined && !('table' in draft.tested) && tested?.split('.')[1] === draft.packageName
    ? tested
    : null;

/** What a test is written below: `models.orders`. A source is told by its name as rendered, which may be Jinja. */
export function fileKeyName({ origin, tested }: Draft): string | null {
  if (origin?.entry === undefined) return null;
  const { kind, name } = origin.entry;
  return `${kind}.${tested !== undefined && 'table' in tested ? tested.source : name}`;
}

const testFacts = (resolved: Resolved) => {
  const { genericTest, properties } = resolved.draft;
  return {
    column_name: genericTest?.column ?? null,
    attached_node: attachedNode(resolved),
    file_key_name: fileKeyName(resolved.draft),
    test_metadata: {
      name: genericTest?.name ?? '',
      namespace: genericTest?.namespace ?? null,
      kwargs: properties.kwargs ?? {},
    },
  };
};

/** Each node has a lookup of its own, and the project is described once for all that read `graph`. */
const known = new WeakMap<object, Value>();

/** `graph` while a node is run: every enabled node by its unique id, as the manifest tells of it. */
export function graphDict(workspace: Workspace, lookup: Lookup): Value {
  const before = known.get(lookup.shared);
  if (before !== undefined) return before;
  const made = fromJs(describedProject(workspace, lookup)?.graph ?? {});
  known.set(lookup.shared, made);
  return made;
}

/** A field of a metric, as the manifest tells of it; like `graph` it is known where the node is run. */
export function metricField(workspace: Workspace, lookup: Lookup, id: string, field: string): Value | undefined {
  compiling(workspace.options.database).port();
  const graph = graphDict(workspace, lookup);
  const metrics = graph instanceof PyDict ? graph.get('metrics') : undefined;
  const metric = metrics instanceof PyDict ? metrics.get(id) : undefined;
  return metric instanceof PyDict ? metric.get(field) : undefined;
}

export function describedProject(
  workspace: Workspace,
  lookup: Lookup,
  done?: DoneSoFar,
): ProjectDescription | undefined {
  const nodes = new Map([...lookup.all()].map((draft) => [draft.id, resolveDraft(draft, lookup)]));
  const analyses = resolvedAnalyses({ workspace, lookup, shared: lookup }).map((resolved) => ({
    resolved,
    sql: undefined,
    called: [],
    problems: [],
    reads: [],
    macros: [],
  }));
  return workspace.options.describe?.(
    { workspace, nodes, disabled: [], selectors: undefined, lost: [], works: new Map(), analyses },
    done,
  );
}
