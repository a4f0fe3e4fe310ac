import {
  type Package,
  type PropertyEntry,
  type PropertyKind,
  packageAt,
  type ResourceFile,
  type YamlMap,
} from '../project/index.ts';
import { type Adopted, adoptedEntries } from './adopted.ts';
import { type Draft, isEnabled } from './draft.ts';
import { type EntryIndex, entriesOf, unusedEntry } from './entries.ts';
import { draftExposure } from './nodes/exposures.ts';
import { draftFunction } from './nodes/functions.ts';
import { draftGenericTests, type TestOwner } from './nodes/generic-tests.ts';
import { draftModel } from './nodes/models.ts';
import { draftPythonModel } from './nodes/python-models.ts';
import { draftPythonTest, isPythonTest } from './nodes/python-tests.ts';
import { draftSeed } from './nodes/seeds.ts';
import { draftMetric, draftSavedQuery, draftSemanticModel } from './nodes/semantic-layer.ts';
import { draftSingularTest } from './nodes/singular-tests.ts';
import { draftSnapshotFile, draftYamlSnapshot, isYamlSnapshot, withoutBlock } from './nodes/snapshots.ts';
import { patchedSource, sourcePatches, sourcesOf } from './nodes/source-patches.ts';
import { draftSources } from './nodes/sources.ts';
import { draftUnitTests, type Tested, testedName } from './nodes/unit-tests.ts';
import { type ModelVersion, modelVersions } from './nodes/versions.ts';
import { withCheckedConfig } from './rules/config-types.ts';
import { withoutTwins } from './twins.ts';
import type { Workspace } from './workspace.ts';

/** A node with the tests that its entry lists; tests alone where an entry describes a node of another kind. */
export interface Made {
  readonly draft?: Draft;
  readonly tests: readonly Draft[];
}

/** What one file or entry makes: the same object while nothing it is made from changed. */
export type Bundle = readonly Made[];

interface Drafting {
  readonly workspace: Workspace;
  readonly each: Package;
  readonly bundles: Bundle[];
  readonly entries: EntryIndex;
  /** What the package adopts of the properties of others. */
  readonly adopted: Adopted | undefined;
  /** Entries of packages that another adopts. */
  readonly given: ReadonlySet<PropertyEntry>;
  /** Entries that describe something, and nothing where a file has none; each list as it was while it holds the same. */
  readonly used: (readonly (PropertyEntry | undefined)[])[];
  /** What a draft is made from besides its own file and entry; another object when any of it changed. */
  readonly shared: object;
}

/** Drafts of every node of a project and its packages, in their order. */
export function collectDrafts(workspace: Workspace, shared: object): readonly Bundle[] {
  const { memo } = workspace;
  const adoptions = adoptedEntries(workspace);
  const givenAway = memo.list(
    'given',
    [...adoptions.values()].flatMap((each) => [...each.values()]),
  );
  for (const problem of sourcePatches(workspace).problems) workspace.report(problem);
  const given = memo.get('given set', '', [givenAway], () => new Set(givenAway));
  return [workspace.project.root, ...workspace.project.packages].flatMap((each) => {
    const entries = entriesOf(workspace, each);
    for (const problem of entries.problems) workspace.report(problem);
    const own = adoptions.get(each.name);
    const adopted = own && memo.get('adopted', each.prefix, [...own].flat(), () => own);
    const bundles: Bundle[] = [];
    collectPackage({ workspace, each, bundles, entries, adopted, given, used: [entries.versioned, givenAway], shared });
    return bundles;
  });
}

/** The files of a package that are alike. */
interface Files {
  /** What no other list of the package is called. */
  readonly stage: string;
  /** The kind of what describes them. */
  readonly kind: PropertyKind;
  readonly files: readonly ResourceFile[];
}

interface DraftedFiles extends Files {
  readonly draft: (workspace: Workspace, each: Package, file: ResourceFile, entry: PropertyEntry | undefined) => Draft;
}

function collectPackage(drafting: Drafting): void {
  const { workspace, each } = drafting;
  collectSources(drafting);
  collectFiles(drafting, { stage: 'seeds', kind: 'seeds', files: each.seeds, draft: draftSeed });
  collectModels(drafting);
  collectFiles(drafting, { stage: 'pythonModels', kind: 'models', files: each.pythonModels, draft: draftPythonModel });
  collectSnapshots(drafting);
  collectFiles(drafting, { stage: 'functions', kind: 'functions', files: each.functions, draft: draftFunction });
  collectFiles(drafting, { stage: 'tests', kind: 'data_tests', files: each.tests, draft: draftSingularTest });
  const pythonTests = each.pythonTests.filter(isPythonTest);
  collectFiles(drafting, { stage: 'pythonTests', kind: 'data_tests', files: pythonTests, draft: draftPythonTest });
  collectEntries(drafting, 'exposures', (entry) => [draftExposure(workspace, each, entry)]);
  collectEntries(drafting, 'metrics', (entry) => [draftMetric(workspace, each, entry)]);
  collectEntries(drafting, 'semantic_models', (entry) => draftSemanticModel(workspace, each, entry));
  collectEntries(drafting, 'saved_queries', (entry) => [draftSavedQuery(workspace, each, entry)]);
  collectUnitTests(drafting);
  collectMisplaced(drafting);
}

/** One draft a file, with what describes it. */
function collectFiles(drafting: Drafting, { draft, ...files }: DraftedFiles): void {
  const { workspace, each } = drafting;
  const { entries } = describing(drafting, files);
  drafting.used.push(entries);
  collectListed(drafting, files, [entries], (file, at) => {
    const entry = entries[at];
    return [described(drafting, draft(workspace, each, file, entry), entry)];
  });
}

/** What each file of a list makes of itself and its places in some columns. */
function collectListed(
  { workspace: { memo }, each, shared, bundles }: Drafting,
  { stage, files }: Files,
  columns: readonly (readonly unknown[])[],
  make: (file: ResourceFile, at: number) => Bundle,
): void {
  const all = { items: files, keyOf: pathOf, columns, shared: [shared, each.config], make };
  for (const bundle of memo.each(`${stage} ${each.prefix}`, all)) bundles.push(bundle);
}

const pathOf = ({ path }: ResourceFile): string => path;

/** Entries that describe files. */
const DESCRIBING = ['models', 'seeds', 'snapshots', 'functions'] as const;

/** Entries without a node of their kind. Below the wrong key they describe nothing, but dbt takes their tests. */
function collectMisplaced(drafting: Drafting): void {
  const { workspace, each, entries, used } = drafting;
  const unused = workspace.memo.get('unused', each.prefix, [entries, ...used], () => {
    const describing = new Set(used.flat());
    return DESCRIBING.flatMap((kind) => entries.all(kind).filter((entry) => !describing.has(entry)));
  });
  if (unused.length === 0) return;
  const nodes = new Map(
    nodesOf(drafting)
      .filter(isEnabled)
      .map((draft) => [draft.id, draft]),
  );
  const remember = rememberer(drafting, 'misplaced');
  for (const entry of unused) {
    const node = TESTABLE.map((type) => nodes.get(`${type}.${drafting.each.name}.${entry.name}`)).find(Boolean);
    workspace.report(unusedEntry(entry, node));
    if (node === undefined) continue;
    remember(`${entry.kind} ${entry.name}`, [entry, node], () => [
      { tests: testsOf(drafting, { draft: node, entry, yaml: entry.yaml }) },
    ]);
  }
}

/** The nodes of the package so far, without tests that entries list. */
const nodesOf = ({ bundles }: Drafting): Draft[] =>
  bundles.flatMap((bundle) => bundle.flatMap(({ draft }) => (draft === undefined ? [] : [draft])));

function collectEntries(drafting: Drafting, kind: PropertyKind, make: (entry: PropertyEntry) => Draft[]): void {
  const remember = rememberer(drafting, kind);
  for (const entry of drafting.entries.all(kind)) remember(entry.name, [entry], () => make(entry).map(alone));
}

/** Unit tests come last: those of a model with versions are one for each. */
function collectUnitTests(drafting: Drafting): void {
  const { workspace, each } = drafting;
  const written = each.properties.filter((entry) => entry.kind === 'unit_tests');
  if (written.length === 0) return;
  const all = nodesOf(drafting).filter((draft) => draft.resourceType === 'model');
  const models = Map.groupBy(all.filter(isEnabled), (draft) => draft.name);
  const disabled = new Set(all.filter((draft) => !isEnabled(draft)).map((draft) => draft.name));
  const names = workspace.memo.list(`${each.prefix}model names`, [...models.keys()]);
  const remember = rememberer(drafting, 'unit_tests');
  for (const entry of written) {
    const name = testedName(entry);
    const tested: Tested = { models: models.get(name) ?? [], isDisabled: disabled.has(name), names };
    const inputs = [entry, ...tested.models, tested.isDisabled, names, each.fixtures, each.seeds];
    remember(`${name}.${entry.name}`, inputs, () => draftUnitTests(workspace, each, entry, tested).map(alone));
  }
}

/** The names of files and the entry of each; the same lists while they have the same. */
function describing({ workspace: { memo }, each, entries, adopted, given }: Drafting, { stage, kind, files }: Files) {
  const key = `${stage} ${each.prefix}`;
  const names = memo.list(`names ${key}`, files.map(nameOf));
  const found = memo.get('describing', key, [names, entries, adopted, given], () =>
    names.map((name) => {
      const own = entries.find(kind, name);
      return own === undefined || given.has(own) ? adopted?.get(`${kind}:${name}`) : own;
    }),
  );
  return { names, entries: found };
}

const nameOf = ({ name }: ResourceFile): string => name;

/** Adds bundles of one stage, each made again when one of its inputs is another. */
function rememberer({ workspace: { memo }, each, shared, bundles }: Drafting, stage: string) {
  const name = `${stage} ${each.prefix}`;
  return (key: string, inputs: readonly unknown[], make: () => Bundle): Bundle => {
    const bundle = memo.get(name, key, [...inputs, shared, each.config], make);
    bundles.push(bundle);
    return bundle;
  };
}

/** A node that no entry's tests judge. */
const alone = (draft: Draft): Made => ({ draft: withCheckedConfig(draft), tests: [] });

/** A node and the tests its entry lists: those of a node that is switched off judge what takes its place, or are lost. */
function described(
  drafting: Drafting,
  node: Draft,
  entry: PropertyEntry | undefined,
  yaml: YamlMap | undefined = entry?.yaml,
): Made {
  const draft = withCheckedConfig(node);
  const isJudged = draft.resourceType === 'source' || TESTABLE.some((type) => type === draft.resourceType);
  const hasTests = entry !== undefined && yaml !== undefined && isJudged;
  return { draft, tests: hasTests ? testsOf(drafting, { draft, entry, yaml }) : [] };
}

const TESTABLE = ['model', 'seed', 'snapshot'] as const;

/** Tests of a node whose text changed are the same tests. */
function testsOf({ workspace, shared }: Drafting, owner: TestOwner): readonly Draft[] {
  const { draft, entry } = owner;
  // Tests belong to the package that writes them.
  const each = packageAt(workspace.project, entry.path);
  const inputs = [entry, draft.name, draft.version, draft.folder, shared];
  return workspace.memo.get(`tests ${entry.kind}`, draft.id, inputs, () =>
    draftGenericTests(workspace, each, owner).map(withCheckedConfig),
  );
}

/** The package's files that are versions of a model. */
function versionsOf({ workspace, each, entries }: Drafting): ReadonlyMap<string, ModelVersion> {
  if (entries.versioned.length === 0) return NO_VERSIONS;
  const files = new Set([...each.sqlModels, ...each.pythonModels].map((file) => file.name));
  return modelVersions(entries.versioned, files, (base, version, make) =>
    workspace.memo.get('version', `${base.path} ${base.name} ${version}`, [base], make),
  );
}

const NO_VERSIONS: ReadonlyMap<string, ModelVersion> = new Map();

function collectModels(drafting: Drafting): void {
  const { workspace, each } = drafting;
  const versions = versionsOf(drafting);
  const models: Files = { stage: 'models', kind: 'models', files: each.sqlModels };
  const named = withoutTwins(workspace, each, describing(drafting, models));
  const versionAt = each.sqlModels.map((file) => versions.get(file.name));
  const entries = versions.size === 0 ? named : versionAt.map((version, at) => version?.entry ?? named[at]);
  drafting.used.push(entries);
  const columns = [entries, versionAt.map((each) => each?.version), versionAt.map((each) => each?.latest)];
  collectListed(drafting, models, columns, (file, at) => {
    const entry = entries[at];
    return [described(drafting, draftModel(workspace, each, file, entry, versionAt[at]), entry)];
  });
}

function collectSnapshots(drafting: Drafting): void {
  const { workspace, each, entries } = drafting;
  const used: PropertyEntry[] = [];
  const written = entries.all('snapshots');
  const remember = rememberer(drafting, 'snapshots');
  const own = (draft: Draft): PropertyEntry | undefined => entries.find('snapshots', draft.name);
  for (const file of each.snapshots) {
    const bundle = remember(file.path, [file, ...written], () =>
      draftSnapshotFile(workspace, each, file, entries).map((draft) => described(drafting, draft, own(draft))),
    );
    if (bundle.length === 0) workspace.report(withoutBlock(file));
    for (const { draft } of bundle) {
      const entry = draft && own(draft);
      if (entry !== undefined) used.push(entry);
    }
  }
  for (const entry of written.filter(isYamlSnapshot)) {
    used.push(entry);
    remember(`${entry.path} ${entry.name}`, [entry], () => [
      described(drafting, draftYamlSnapshot(workspace, each, entry), entry),
    ]);
  }
  drafting.used.push(workspace.memo.list(`${each.prefix}described snapshots`, used));
}

function collectSources(drafting: Drafting): void {
  const { workspace, each } = drafting;
  const remember = rememberer(drafting, 'sources');
  for (const { entry, patch } of sourcesOf(workspace, each)) {
    remember(`${entry.path}:${entry.line}`, [entry, patch], () => {
      const patched = patchedSource(entry, patch);
      return draftSources(workspace, each, patched).map(({ draft, yaml }) => described(drafting, draft, patched, yaml));
    });
  }
}
