import type { Package, PropertyEntry, ResourceFile } from '../project/index.ts';
import { flagOf } from './config/read.ts';
import type { Draft } from './draft.ts';
import { DraftList } from './draft-list.ts';
import { EntryIndex } from './entries.ts';
import type { Memo } from './memo.ts';
import { draftExposure } from './nodes/exposures.ts';
import { draftFunction } from './nodes/functions.ts';
import { draftGenericTests, type TestOwner } from './nodes/generic-tests.ts';
import { draftModel } from './nodes/models.ts';
import { draftPythonModel } from './nodes/python-models.ts';
import { draftPythonTest } from './nodes/python-tests.ts';
import { draftSeed } from './nodes/seeds.ts';
import { draftSingularTest } from './nodes/singular-tests.ts';
import { draftSnapshotFile, draftYamlSnapshot, isYamlSnapshot, withoutBlock } from './nodes/snapshots.ts';
import { draftSources } from './nodes/sources.ts';
import { draftUnitTests, type Tested, testedName } from './nodes/unit-tests.ts';
import { type ModelVersion, modelVersions } from './nodes/versions.ts';
import type { Workspace } from './workspace.ts';

/** What every draft of a compilation depends on besides its own text. */
interface Drafting {
  readonly workspace: Workspace;
  readonly memo: Memo;
  readonly list: DraftList;
  /** Macros, configs, options and docs: one of them changed, everything is drafted anew. */
  readonly shared: readonly unknown[];
}

/** Drafts of every node of a project and its packages. */
export function collectDrafts(workspace: Workspace, memo: Memo, shared: readonly unknown[]): DraftList {
  const drafting: Drafting = { workspace, memo, list: new DraftList(workspace), shared };
  for (const each of [workspace.project.root, ...workspace.project.packages]) collectPackage(drafting, each);
  return drafting.list;
}

function collectPackage(drafting: Drafting, each: Package): void {
  const { workspace, list } = drafting;
  const entries = new EntryIndex(workspace, each);
  const versions = versionsOf(drafting, each, entries);
  const make = (
    kind: Parameters<EntryIndex['take']>[0],
    files: readonly ResourceFile[],
    draft: (workspace: Workspace, each: Package, file: ResourceFile, entries: EntryIndex) => Draft,
  ): void => {
    for (const file of files) {
      const entry = entries.take(kind, file.name);
      const made = remember(drafting, `${kind} ${file.path}`, [file, entry, each.config], () =>
        draft(workspace, each, file, entries),
      );
      add(drafting, each, made, entry);
    }
  };
  collectSources(drafting, each);
  make('seeds', each.seeds, draftSeed);
  collectModels(drafting, each, entries, versions);
  make('models', each.pythonModels, draftPythonModel);
  collectSnapshots(drafting, each, entries);
  make('functions', each.functions, draftFunction);
  make('data_tests', each.tests, draftSingularTest);
  make('data_tests', each.pythonTests, draftPythonTest);
  for (const entry of entries.all('exposures'))
    list.add(
      remember(drafting, `exposure ${each.name}.${entry.name}`, [entry], () => draftExposure(workspace, each, entry)),
    );
  collectUnitTests(drafting, each);
  for (const entry of entries.unused(['models', 'seeds', 'snapshots', 'functions'])) reportUnused(workspace, entry);
}

/** Unit tests come last: those of a model with versions are one for each. */
function collectUnitTests(drafting: Drafting, each: Package): void {
  const written = each.properties.filter((entry) => entry.kind === 'unit_tests');
  if (written.length === 0) return;
  const { list, workspace } = drafting;
  const isOwn = ({ resourceType, packageName }: Draft) => resourceType === 'model' && packageName === each.name;
  const models = Map.groupBy([...list.drafts.values()].filter(isOwn), (draft) => draft.name);
  const disabled = new Set(list.disabled.filter(isOwn).map((draft) => draft.name));
  for (const entry of written) {
    const name = testedName(entry);
    const tested: Tested = {
      models: models.get(name) ?? [],
      isDisabled: disabled.has(name),
      names: [...models.keys()],
    };
    const inputs = [entry, each.config, ...tested.models, tested.isDisabled, ...each.fixtures, ...each.seeds];
    const key = `unit test ${each.name}.${name}.${entry.name}`;
    for (const draft of remember(drafting, key, inputs, () => draftUnitTests(workspace, each, entry, tested)))
      list.add(draft);
  }
}

const remember = <T>(drafting: Drafting, key: string, inputs: readonly unknown[], make: () => T): T =>
  drafting.memo.get(key, [...inputs, ...drafting.shared], make);

/** The package's files that are versions of a model. */
function versionsOf({ memo }: Drafting, each: Package, entries: EntryIndex): ReadonlyMap<string, ModelVersion> {
  const files = new Set([...each.sqlModels, ...each.pythonModels].map((file) => file.name));
  return modelVersions(entries.versioned(), files, (base, version, make) =>
    memo.get(`version ${base.path} ${base.name} ${version}`, [base], make),
  );
}

function collectModels(
  drafting: Drafting,
  each: Package,
  entries: EntryIndex,
  versions: ReadonlyMap<string, ModelVersion>,
): void {
  for (const file of each.sqlModels) {
    const version = versions.get(file.name);
    const entry = version?.entry ?? entries.take('models', file.name);
    const inputs = [file, entry, each.config, version?.version, version?.latest];
    const draft = remember(drafting, `models ${file.path}`, inputs, () =>
      draftModel(drafting.workspace, each, file, entries, versions),
    );
    add(drafting, each, draft, entry);
  }
}

function collectSnapshots(drafting: Drafting, each: Package, entries: EntryIndex): void {
  const { workspace } = drafting;
  const described = entries.all('snapshots');
  for (const file of each.snapshots) {
    const drafts = remember(drafting, `snapshots ${file.path}`, [file, each.config, ...described], () =>
      draftSnapshotFile(workspace, each, file, entries),
    );
    if (drafts.length === 0) workspace.report(withoutBlock(file));
    for (const draft of drafts) add(drafting, each, draft, entries.take('snapshots', draft.name));
  }
  for (const entry of described.filter(isYamlSnapshot)) {
    entries.take('snapshots', entry.name);
    const key = `snapshot ${each.name}.${entry.name}`;
    const draft = remember(drafting, key, [entry, each.config], () => draftYamlSnapshot(workspace, each, entry));
    add(drafting, each, draft, entry);
  }
}

const TESTABLE = new Set<Draft['resourceType']>(['model', 'seed', 'snapshot']);

/** Adds a node and the tests its entry lists. Nodes that are switched off have none. */
function add(drafting: Drafting, each: Package, draft: Draft, entry: PropertyEntry | undefined): void {
  if (!drafting.list.add(draft) || entry === undefined || !flagOf(draft.config, 'enabled', true)) return;
  if (TESTABLE.has(draft.resourceType)) addTests(drafting, each, { draft, entry, yaml: entry.yaml });
}

function addTests(drafting: Drafting, each: Package, owner: TestOwner): void {
  const { draft, entry } = owner;
  const inputs = [entry, each.config, draft.name, draft.version, draft.folder];
  const tests = remember(drafting, `tests ${draft.id}`, inputs, () =>
    draftGenericTests(drafting.workspace, each, owner),
  );
  for (const test of tests) drafting.list.add(test);
}

function collectSources(drafting: Drafting, each: Package): void {
  for (const entry of each.properties) {
    if (entry.kind !== 'sources') continue;
    const key = `sources ${each.name} ${entry.path}:${entry.line}`;
    for (const { draft, yaml } of remember(drafting, key, [entry, each.config], () =>
      draftSources(drafting.workspace, each, entry),
    )) {
      if (drafting.list.add(draft) && flagOf(draft.config, 'enabled', true))
        addTests(drafting, each, { draft, entry, yaml });
    }
  }
}

function reportUnused(workspace: Workspace, entry: PropertyEntry): void {
  workspace.report({
    code: 'yaml.no_node',
    severity: 'warning',
    message: `There is no file for "${entry.name}", which this entry describes.`,
    path: entry.path,
    line: entry.line,
    column: entry.column,
    remedy:
      entry.kind === 'functions' ? `Add functions/${entry.name}.py or .sql.` : `Add the file, or remove the entry.`,
  });
}
