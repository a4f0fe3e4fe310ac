import { didYouMean } from '../../../contracts/near.ts';
import { type Problem, ProblemError } from '../../../contracts/problem.ts';
import { toText } from '../../jinja/values/text.ts';
import { child, type Package, type PropertyEntry, scalarText } from '../../project/index.ts';
import { problemAt } from '../../project/property-entry.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import { BARE, type Config, type Draft, type RefCall } from '../draft.ts';
import type { UnitTest } from '../unit-tests/definition.ts';
import { readUnitTest } from '../unit-tests/read.ts';
import type { Workspace } from '../workspace.ts';
import { readNodeProperties, renderingOf } from './properties.ts';

/** The models of a package that unit tests may name. */
export interface Tested {
  /** Versions of one model stand together. */
  readonly models: readonly Draft[];
  readonly isDisabled: boolean;
  /** Names of all models, for a near one. */
  readonly names: readonly string[];
}

/** The drafts of one unit test: one, or one for each version of its model that it chooses. */
export function draftUnitTests(workspace: Workspace, each: Package, entry: PropertyEntry, tested: Tested): Draft[] {
  const rendering = renderingOf(workspace, entry);
  const packages = [workspace.project.root, ...workspace.project.packages];
  const seedText = ({ packageName = each.name, name }: RefCall) =>
    packages.find((one) => one.name === packageName)?.seeds.find((seed) => seed.name === name)?.text;
  const { unitTest, problems } = readUnitTest(entry, { rendering, files: each.fixtures, seedText });
  const folders = entry.path.slice(each.prefix.length).split('/').slice(1, -1);
  const fqn = [each.name, ...folders, unitTest.model, entry.name];
  const own = readNodeProperties(entry.yaml, rendering, 'unit_tests').config;
  const config = mergeLayers(configLayers(workspace, each, 'unit_tests', fqn, { entry: own }));
  const drafting = { each, entry, unitTest, fqn, config, problems };
  if (tested.models.length === 0 && tested.isDisabled)
    return [draftOf({ ...drafting, config: off(config) }, undefined)];
  if (unitTest.model === '') return [draftOf(drafting, undefined)];
  try {
    return chosenModels(unitTest, tested, entry).map((model) => draftOf(drafting, model));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return [draftOf({ ...drafting, problems: [...problems, error.problem] }, undefined)];
  }
}

const off = (config: Config): Config => ({ ...config, enabled: false });

/** The model's name in `model:`, without the version that may follow it. */
export const testedName = (entry: PropertyEntry): string =>
  (scalarText(child(entry.yaml, 'model')) ?? '').split(/\s+/)[0] ?? '';

/** The versions of the model that `versions` leaves; the model itself where it has none. */
function chosenModels(unitTest: UnitTest, { models, names }: Tested, entry: PropertyEntry): readonly Draft[] {
  const at = child(entry.yaml, 'versions')?.at ?? child(entry.yaml, 'model')?.at ?? entry.yaml.at;
  const refuse = (code: string, message: string, remedy: string) =>
    new ProblemError(problemAt(entry, at, { code, message, remedy }));
  const [first] = models;
  if (first === undefined) {
    const remedy = didYouMean(unitTest.model, names) ?? `Add models/${unitTest.model}.sql, or name another model.`;
    throw refuse('unit_test.model', `There is no model "${unitTest.model}" in this package.`, remedy);
  }
  const { include = null, exclude = null } = unitTest.versions ?? {};
  if (first.version === undefined) {
    if (include === null && exclude === null) return models;
    throw refuse('unit_test.versions', `"${first.name}" has no versions.`, 'Remove "versions" from the unit test.');
  }
  // As in dbt the text "1" is not the version 1.
  const isIn = (list: typeof include, { version = '' }: Draft): boolean =>
    list?.some((each) => toText(each) === version && (typeof each !== 'string' || Number.isNaN(Number(version)))) ===
    true;
  const chosen = models.filter((model) => (include === null ? !isIn(exclude, model) : isIn(include, model)));
  if (chosen.length > 0) return chosen;
  const known = models.map((model) => model.version).join(', ');
  throw refuse('unit_test.versions', `This chooses no version of "${first.name}".`, `It has ${known}.`);
}

interface Drafting {
  readonly each: Package;
  readonly entry: PropertyEntry;
  readonly unitTest: UnitTest;
  readonly fqn: readonly string[];
  readonly config: Config;
  readonly problems: readonly Problem[];
}

function draftOf({ each, entry, unitTest, fqn, config, problems }: Drafting, model: Draft | undefined): Draft {
  const version = model?.version;
  const suffix = version === undefined ? '' : `_v${version}`;
  const id = `unit_test.${each.name}.${unitTest.model}.${entry.name}${suffix}`;
  const place = { path: entry.path, ...entry.file.position(child(entry.yaml, 'model')?.at ?? entry.yaml.at) };
  const call = model && { packageName: each.name, name: model.name, version, place };
  return {
    ...BARE,
    id,
    resourceType: 'unit_test',
    kind: 'test',
    name: entry.name,
    packageName: each.name,
    fqn,
    path: entry.path,
    line: entry.line,
    folder: model?.folder ?? entry.path.split('/').slice(0, -1).join('/'),
    language: 'sql',
    config,
    relation: model?.relation && { ...model.relation, identifier: `${entry.name}${suffix}` },
    version,
    refs: call === undefined ? [] : [call],
    description: scalarText(child(entry.yaml, 'description')) ?? '',
    tested: call,
    unitTest,
    origin: { entry, inline: {}, macros: [] },
    problems: problems.map((problem) => ({ ...problem, nodeId: id })),
  };
}
