import { type Package, type PropertyEntry, type PropertyKind, packageAt, type ResourceFile } from '../project/index.ts';
import { type Adopted, adoptedEntries } from './adopted.ts';
import type { Draft } from './draft.ts';
import { DraftList } from './draft-list.ts';
import { EntryIndex } from './entries.ts';
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
import { draftSources } from './nodes/sources.ts';
import { draftUnitTests, type Tested, testedName } from './nodes/unit-tests.ts';
import { type ModelVersion, modelVersions } from './nodes/versions.ts';
import { withCheckedConfig } from './rules/config-types.ts';
import type { Workspace } from './workspace.ts';

interface Drafting {
  readonly workspace: Workspace;
  readonly each: Package;
  readonly list: DraftList;
  readonly entries: EntryIndex;
  /** What the package adopts of the properties of others. */
  readonly adopted: Adopted | undefined;
  /** Entries of packages that another adopts. */
  readonly given: ReadonlySet<PropertyEntry>;
  /** Entries that describe something. */
  readonly used: Set<PropertyEntry>;
  /** What a draft is made from besides its own file and entry; another object when any of it changed. */
  readonly shared: object;
}

/** The entries of a package, found by name. */
export const entriesOf = ({ memo }: Workspace, { prefix, properties }: Package): EntryIndex =>
  memo.get('entries', prefix, [properties], () => new EntryIndex(properties));

/** Drafts of every node of a project and its packages. */
export function collectDrafts(workspace: Workspace, shared: object): DraftList {
  const list = new DraftList(workspace);
  const adopted = adoptedEntries(workspace);
  const given = new Set([...adopted.values()].flatMap((each) => [...each.values()]));
  for (const each of [workspace.project.root, ...workspace.project.packages]) {
    const entries = entriesOf(workspace, each);
    for (const problem of entries.problems) workspace.report(problem);
    const used = new Set([...entries.versioned, ...given]);
    collectPackage({ workspace, each, list, entries, adopted: adopted.get(each.name), given, used, shared });
  }
  return list;
}

type Drafter = (workspace: Workspace, each: Package, file: ResourceFile, entry: PropertyEntry | undefined) => Draft;

function collectPackage(drafting: Drafting): void {
  const { workspace, each, list, entries } = drafting;
  const make = (kind: PropertyKind, files: readonly ResourceFile[], draft: Drafter): void => {
    for (const file of files) {
      const entry = take(drafting, kind, file.name);
      add(
        drafting,
        remember(drafting, kind, file.path, [file, entry], () => draft(workspace, each, file, entry)),
        entry,
      );
    }
  };
  collectSources(drafting);
  make('seeds', each.seeds, draftSeed);
  collectModels(drafting);
  make('models', each.pythonModels, draftPythonModel);
  collectSnapshots(drafting);
  make('functions', each.functions, draftFunction);
  make('data_tests', each.tests, draftSingularTest);
  make('data_tests', each.pythonTests.filter(isPythonTest), draftPythonTest);
  for (const entry of entries.all('exposures'))
    list.add(remember(drafting, 'exposures', entry.name, [entry], () => draftExposure(workspace, each, entry)));
  collectSemanticLayer(drafting);
  collectUnitTests(drafting);
  for (const kind of DESCRIBING)
    for (const entry of entries.all(kind)) if (!drafting.used.has(entry)) reportMisplaced(drafting, entry);
}

/** An entry without a node of its kind. Below the wrong key it describes nothing, but dbt takes its tests. */
function reportMisplaced(drafting: Drafting, entry: PropertyEntry): void {
  const { list, each, workspace } = drafting;
  const node = [...TESTABLE]
    .map((type) => list.drafts.get(`${type}.${each.name}.${entry.name}`))
    .find((draft) => draft !== undefined);
  reportUnused(workspace, entry, node);
  if (node !== undefined) addTests(drafting, { draft: node, entry, yaml: entry.yaml });
}

function collectSemanticLayer(drafting: Drafting): void {
  const { workspace, each, entries, list } = drafting;
  const make = (kind: PropertyKind, draft: (entry: PropertyEntry) => Draft[]): void => {
    for (const entry of entries.all(kind)) {
      const drafts = rememberAll(drafting, kind, entry.name, [entry], () => draft(entry).map(withCheckedConfig));
      for (const one of drafts) list.add(one);
    }
  };
  make('metrics', (entry) => [draftMetric(workspace, each, entry)]);
  make('semantic_models', (entry) => draftSemanticModel(workspace, each, entry));
  make('saved_queries', (entry) => [draftSavedQuery(workspace, each, entry)]);
}

/** Unit tests come last: those of a model with versions are one for each. */
function collectUnitTests(drafting: Drafting): void {
  const { list, workspace, each } = drafting;
  const written = each.properties.filter((entry) => entry.kind === 'unit_tests');
  if (written.length === 0) return;
  const isOwn = ({ resourceType, packageName }: Draft) => resourceType === 'model' && packageName === each.name;
  const models = Map.groupBy([...list.drafts.values()].filter(isOwn), (draft) => draft.name);
  const disabled = new Set(list.disabled.filter(isOwn).map((draft) => draft.name));
  const names = workspace.memo.list(`${each.prefix}model names`, [...models.keys()]);
  for (const entry of written) {
    const name = testedName(entry);
    const tested: Tested = { models: models.get(name) ?? [], isDisabled: disabled.has(name), names };
    const inputs = [entry, ...tested.models, tested.isDisabled, names, each.fixtures, each.seeds];
    const drafts = rememberAll(drafting, 'unit_tests', `${name}.${entry.name}`, inputs, () =>
      draftUnitTests(workspace, each, entry, tested).map(withCheckedConfig),
    );
    for (const draft of drafts) list.add(draft);
  }
}

/** Entries that describe files. */
const DESCRIBING = ['models', 'seeds', 'snapshots', 'functions'] as const;

function take(
  { entries, adopted, given, used }: Drafting,
  kind: PropertyKind,
  name: string,
): PropertyEntry | undefined {
  const own = entries.find(kind, name);
  const entry = own === undefined || given.has(own) ? adopted?.get(`${kind}:${name}`) : own;
  if (entry !== undefined) used.add(entry);
  return entry;
}

/** A draft, its config checked, made again when one of its inputs is another. */
const remember = (
  drafting: Remembering,
  stage: string,
  key: string,
  inputs: readonly unknown[],
  make: () => Draft,
): Draft => rememberAll(drafting, stage, key, inputs, () => withCheckedConfig(make()));

function rememberAll<T>(
  drafting: Remembering,
  stage: string,
  key: string,
  inputs: readonly unknown[],
  make: () => T,
): T {
  const { workspace, each, shared } = drafting;
  return workspace.memo.get(`${stage} ${each.prefix}`, key, [...inputs, shared, each.config], make);
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
  const versions = versionsOf(drafting);
  for (const file of drafting.each.sqlModels) {
    const version = versions.get(file.name);
    const entry = version?.entry ?? take(drafting, 'models', file.name);
    add(drafting, modelOf(drafting, file, entry, version), entry);
  }
}

type Remembering = Pick<Drafting, 'workspace' | 'each' | 'shared'>;

function modelOf(
  drafting: Remembering,
  file: ResourceFile,
  entry: PropertyEntry | undefined,
  version: ModelVersion | undefined,
): Draft {
  const inputs = [file, entry, version?.version, version?.latest];
  return remember(drafting, 'models', file.path, inputs, () =>
    draftModel(drafting.workspace, drafting.each, file, entry, version),
  );
}

/** The draft of one SQL model alone; undefined for one that has versions or unit tests, which are made with it. */
export function soleModel(drafting: Remembering, file: ResourceFile): Draft | undefined {
  const { workspace, each } = drafting;
  const entries = entriesOf(workspace, each);
  if (entries.versioned.length > 0 || entries.unitTested.has(file.name)) return undefined;
  return modelOf(drafting, file, entries.find('models', file.name), undefined);
}

function collectSnapshots(drafting: Drafting): void {
  const { workspace, each, entries } = drafting;
  const described = entries.all('snapshots');
  for (const file of each.snapshots) {
    const drafts = rememberAll(drafting, 'snapshots', file.path, [file, ...described], () =>
      draftSnapshotFile(workspace, each, file, entries).map(withCheckedConfig),
    );
    if (drafts.length === 0) workspace.report(withoutBlock(file));
    for (const draft of drafts) add(drafting, draft, take(drafting, 'snapshots', draft.name));
  }
  for (const entry of described.filter(isYamlSnapshot)) {
    take(drafting, 'snapshots', entry.name);
    const draft = remember(drafting, 'snapshot', entry.name, [entry], () => draftYamlSnapshot(workspace, each, entry));
    add(drafting, draft, entry);
  }
}

const TESTABLE = new Set<Draft['resourceType']>(['model', 'seed', 'snapshot']);

/** Adds a node and the tests its entry lists: those of a node that is switched off judge what takes its place, or are lost. */
function add(drafting: Drafting, draft: Draft, entry: PropertyEntry | undefined): void {
  if (!drafting.list.add(draft) || entry === undefined) return;
  if (TESTABLE.has(draft.resourceType)) addTests(drafting, { draft, entry, yaml: entry.yaml });
}

function addTests(drafting: Drafting, owner: TestOwner): void {
  const { draft, entry } = owner;
  const { workspace } = drafting;
  // Tests belong to the package that writes them.
  const each = packageAt(workspace.project, entry.path);
  const inputs = [entry, draft.name, draft.version, draft.folder];
  const tests = rememberAll(drafting, 'tests', `${draft.id} ${entry.kind}`, inputs, () =>
    draftGenericTests(workspace, each, owner).map(withCheckedConfig),
  );
  for (const test of tests) drafting.list.add(test);
}

function collectSources(drafting: Drafting): void {
  const { workspace, each, list } = drafting;
  for (const entry of each.properties) {
    if (entry.kind !== 'sources') continue;
    const tables = rememberAll(drafting, 'sources', `${entry.path}:${entry.line}`, [entry], () =>
      draftSources(workspace, each, entry).map((table) => ({ ...table, draft: withCheckedConfig(table.draft) })),
    );
    for (const { draft, yaml } of tables) if (list.add(draft)) addTests(drafting, { draft, entry, yaml });
  }
}

function reportUnused(workspace: Workspace, entry: PropertyEntry, node: Draft | undefined): void {
  workspace.report({
    code: node === undefined ? 'yaml.no_node' : 'yaml.wrong_key',
    severity: 'warning',
    message:
      node === undefined
        ? `There is no file for "${entry.name}", which this entry describes.`
        : `"${entry.name}" is a ${node.resourceType}, and is described below "${entry.kind}".`,
    path: entry.path,
    line: entry.line,
    column: entry.column,
    remedy: node === undefined ? missing(entry) : `Move the entry below "${node.resourceType}s".`,
  });
}

const missing = ({ kind, name }: PropertyEntry): string =>
  kind === 'functions' ? `Add functions/${name}.py or .sql.` : 'Add the file, or remove the entry.';
