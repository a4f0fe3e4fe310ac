import { recordOf } from '../../compile/config/read.ts';
import type { Draft } from '../../compile/draft.ts';
import { md5Hex } from '../../compile/hash.ts';
import type { DoneSoFar, ParsedProject } from '../../compile/index.ts';
import { type Lookup, lookupOf } from '../../compile/lookup.ts';
import { type Resolved, resolveDraft } from '../../compile/resolve.ts';
import type { Package } from '../../project/index.ts';
import { type Invocation, metadataOf } from '../metadata.ts';
import { manifestDocs } from './docs.ts';
import { manifestExposure } from './exposure.ts';
import { manifestFunction } from './function.ts';
import { groupMap, manifestGroups } from './groups.ts';
import { manifestMacros } from './macros.ts';
import { edgeMaps } from './maps.ts';
import { manifestModel } from './model.ts';
import { nodeFacts, type Writing } from './node.ts';
import { manifestOperations } from './operations.ts';
import { manifestSelectors } from './selectors.ts';
import { manifestSemantic } from './semantic.ts';
import { manifestSource } from './source.ts';
import { manifestTest } from './test.ts';
import type { Json, Manifest, ManifestNode } from './types.ts';
import { manifestUnitTest } from './unit-test.ts';

/** What a command did with the nodes of a project. */
export interface Done extends Partial<DoneSoFar> {
  isCompiled(id: string): boolean;
}

/**
 * `manifest.json` of a project: everything its text says, and what the command compiled.
 * @param done what the command did; `parse` does nothing
 */
export function makeManifest(
  parsed: ParsedProject,
  invocation: Invocation,
  { isCompiled, texts = new Map(), written = new Set() }: Done,
): Manifest {
  const lookup = lookupIn(parsed);
  const createdAt = invocation.generatedAt.valueOf() / 1000;
  const writing: Writing = { parsed, lookup, texts, written, isCompiled, createdAt };
  const entries = new Entries(writing);
  const everything = [...parsed.nodes.values(), ...parsed.analyses.map(({ resolved }) => resolved)];
  const all = [
    ...everything.map((resolved) => entries.of(resolved)),
    ...offOf(parsed.lost, lookup, entries).map(switchedOff),
  ];
  const operations = manifestOperations(writing);
  const putAside = new Entries({ ...writing, isCompiled: () => false, written: new Set() }, new Map());
  const of = (...types: string[]) => byId(all.filter((node) => types.includes(node.resource_type)));
  const groups = manifestGroups(parsed);
  const { parents, children } = edgeMaps([...all, ...operations.on]);
  return {
    metadata: { ...metadataOf('manifest', invocation), ...projectFacts(parsed, invocation) },
    nodes: { ...of('model', 'seed', 'snapshot', 'test', 'analysis'), ...byId(operations.on) },
    sources: of('source'),
    macros: manifestMacros(writing),
    docs: manifestDocs(parsed),
    exposures: of('exposure'),
    metrics: of('metric'),
    groups,
    selectors: manifestSelectors(parsed.selectors),
    disabled: byIds([...offOf(parsed.disabled, lookup, putAside).map(withoutNodes), ...operations.off]),
    parent_map: parents,
    child_map: children,
    group_map: groupMap(groups, all),
    saved_queries: of('saved_query'),
    semantic_models: of('semantic_model'),
    unit_tests: of('unit_test'),
    functions: of('function'),
  };
}

const byId = (nodes: readonly ManifestNode[]): Record<string, ManifestNode> =>
  Object.fromEntries(nodes.map((node) => [node.unique_id, node]));

function projectFacts({ workspace }: ParsedProject, invocation: Invocation): Json {
  const { root } = workspace.project;
  return {
    project_name: root.name,
    project_id: md5Hex(root.name),
    user_id: null,
    send_anonymous_usage_stats: false,
    adapter_type: 'postgres',
    quoting: { ...root.config.quoting, column: null },
    run_started_at: invocation.startedAt.toISOString(),
  };
}

/** Writes one entry after the other; tests of a model tell its key. */
class Entries {
  private readonly writing: Writing;
  private readonly packages: ReadonlyMap<string, Package>;
  private readonly tests: ReadonlyMap<string, readonly Resolved[]>;
  /** Ids of what is switched off, by name. */
  private readonly off: ReadonlyMap<string, string>;

  /** @param tests of each node, if it is not to be found out */
  constructor(writing: Writing, tests?: ReadonlyMap<string, readonly Resolved[]>) {
    const { workspace } = writing.parsed;
    const { root, packages } = workspace.project;
    this.writing = writing;
    this.packages = new Map([root, ...packages].map((each) => [each.name, each]));
    this.off = new Map(writing.parsed.disabled.map((draft) => [draft.name, draft.id]));
    this.tests = tests ?? this.judging();
  }

  /** The generic tests of each node, those that are off too. */
  private judging(): ReadonlyMap<string, readonly Resolved[]> {
    const { writing } = this;
    const { nodes } = writing.parsed;
    const disabled = writing.parsed.disabled.filter((draft) => draft.genericTest !== undefined);
    const tests = [
      ...[...nodes.values()].filter(({ draft }) => draft.genericTest !== undefined),
      ...disabled.map((draft) => resolveDraft(draft, writing.lookup)),
    ];
    // Of what is switched off no key is told.
    const judged = tests.filter((each) => this.attachedTo(each) === each.tested);
    return Map.groupBy(judged, ({ tested }) => tested ?? '');
  }

  /** dbt hangs a test on the node of its own package, even on one that is switched off and whose place another takes. */
  private attachedTo({ draft, tested }: Resolved): string | undefined {
    if (draft.tested === undefined || 'table' in draft.tested) return undefined;
    return tested?.split('.')[1] === draft.packageName ? tested : this.off.get(draft.tested.name);
  }

  of(resolved: Resolved): ManifestNode {
    const { draft } = resolved;
    const each = this.packages.get(draft.packageName) ?? this.writing.parsed.workspace.project.root;
    switch (draft.resourceType) {
      case 'model':
        return manifestModel(resolved, each, this.writing, this.tests.get(draft.id) ?? []);
      case 'test':
        return manifestTest(resolved, each, this.writing, this.attachedTo(resolved));
      case 'unit_test':
        return manifestUnitTest(resolved, each, this.writing);
      case 'source':
        return manifestSource(resolved, each, this.writing);
      case 'exposure':
        return manifestExposure(resolved, each, this.writing);
      case 'semantic_model':
      case 'metric':
      case 'saved_query':
        return manifestSemantic(resolved, each, this.writing);
      case 'function':
        return manifestFunction(resolved, each, this.writing);
      case 'seed': {
        const macros = [...(draft.origin?.macros ?? [])];
        return { ...nodeFacts(resolved, each, this.writing), root_path: null, depends_on: { macros } };
      }
      default:
        return nodeFacts(resolved, each, this.writing);
    }
  }
}

/** What is no node of the project, with as much of what it refers to as there is. */
const offOf = (drafts: readonly Draft[], lookup: Lookup, entries: Entries): ManifestNode[] =>
  drafts.map((draft) => entries.of(resolveDraft(draft, lookup)));

/** dbt looks for what a node refers to after it has put aside what is switched off. */
const withoutNodes = (node: ManifestNode): ManifestNode =>
  node.depends_on === undefined ? node : { ...node, depends_on: { ...node.depends_on, nodes: [] } };

const lookupIn = ({ nodes, workspace }: ParsedProject): Lookup =>
  lookupOf(new Map(Array.from(nodes, ([id, { draft }]) => [id, draft])), [], workspace.project);

const switchedOff = (node: ManifestNode): ManifestNode => ({
  ...node,
  config: { ...recordOf(node.config), enabled: false },
});

/** There may be several of one id: versions of a file, each switched off. */
const byIds = (nodes: readonly ManifestNode[]): Record<string, ManifestNode[]> =>
  Object.fromEntries(Map.groupBy(nodes, (node) => node.unique_id));
