import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import { recordOf } from '../compile/config/read.ts';
import { stableJson } from '../compile/hash.ts';
import type { StateComparison } from '../graph/index.ts';
import { contractBreaks } from './contract-breaks.ts';
import type { Json, Manifest, ManifestNode } from './manifest/types.ts';
import { modifiedMacros } from './modified-macros.ts';

type Same = (mine: ManifestNode, old: ManifestNode) => boolean;

const ASPECTS = ['body', 'configs', 'persisted_descriptions', 'relation', 'macros', 'contract'];

/** What looks at contracts as well. */
const OF_CONTRACTS = ['modified', 'unmodified', 'modified.contract'];

/**
 * How a project differs from an earlier one, by dbt's rules: for `state:modified` and its like.
 * @param asWritten compares a source's database and schema as they are written, with their Jinja
 * @param warn takes contracts of models without versions that are broken, where they are looked at
 */
export function compareStates(
  now: Manifest,
  before: Manifest,
  warn: (problem: Problem) => void,
  asWritten = false,
): StateComparison {
  const changedMacros = modifiedMacros(now, before);
  const placeOf = asWritten ? ['unrendered_database', 'unrendered_schema'] : ['database', 'schema'];
  const isModified = (mine: ManifestNode, old: ManifestNode | undefined): boolean =>
    changedMacros(mine) || (old === undefined ? isNewChange(mine) : !hasSameContents(mine, old, placeOf));
  const aspectOf = (aspect: string, mine: ManifestNode, old: ManifestNode | undefined): boolean => {
    if (aspect === 'macros') return changedMacros(mine);
    const same = sameOf(aspect, mine, placeOf);
    return same !== undefined && (old === undefined || !same(mine, old));
  };
  let isChecked = false;
  const checkContracts = (): void => {
    if (isChecked) return;
    isChecked = true;
    for (const problem of contractBreaks(now, before)) {
      if (problem.severity === 'error') throw new ProblemError(problem);
      warn(problem);
    }
  };
  return {
    fits(id, wanted) {
      if (OF_CONTRACTS.includes(wanted)) checkContracts();
      const mine = entryOf(now, id);
      const old = entryOf(before, id);
      if (mine === undefined) return false;
      if (wanted === 'new') return old === undefined;
      if (wanted === 'old') return old !== undefined;
      if (wanted === 'modified') return isModified(mine, old);
      if (wanted === 'unmodified') return !isModified(mine, old);
      const [head, aspect = ''] = wanted.split('.');
      if (head === 'modified' && ASPECTS.includes(aspect)) return aspectOf(aspect, mine, old);
      throw unknownState(wanted);
    },
  };
}

/** An entry of a manifest, wherever it stands. */
export function entryOf(manifest: Manifest, id: string): ManifestNode | undefined {
  const { nodes, sources, exposures, metrics, semantic_models, saved_queries, unit_tests, functions } = manifest;
  for (const section of [nodes, sources, exposures, metrics, semantic_models, saved_queries, unit_tests, functions]) {
    const found = section[id];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** dbt counts new nodes as changes, but no new sources and exposures. */
const isNewChange = ({ resource_type: type }: ManifestNode): boolean => !['source', 'exposure'].includes(type);

const equal = (a: unknown, b: unknown): boolean => stableJson(a ?? null) === stableJson(b ?? null);
const sameKeys =
  (...keys: readonly string[]): Same =>
  (mine, old) =>
    keys.every((key) => equal(mine[key], old[key]));

function hasSameContents(mine: ManifestNode, old: ManifestNode, place: readonly string[]): boolean {
  const all = (...checks: readonly Same[]): boolean => checks.every((check) => check(mine, old));
  switch (mine.resource_type) {
    case 'source':
      return all(sameKeys(...place, 'identifier', 'fqn', 'quoting', 'freshness', 'external'), sameConfig);
    case 'exposure':
      return all(sameKeys('fqn', 'type', 'owner', 'maturity', 'url', 'description', 'label'), sameNeeds, sameConfig);
    case 'unit_test':
      return all(sameKeys('checksum'));
    case 'test':
      if ('test_metadata' in mine) return all(sameConfig, sameKeys('fqn'));
  }
  const own = mine.resource_type === 'model' ? [sameKeys('latest_version', 'access', 'deprecation_date')] : [];
  return all(sameBody, sameConfig, sameDescriptions, sameKeys('fqn'), sameRelation, sameContract, ...own);
}

/** The comparison of one aspect; undefined where a resource has no such thing. */
function sameOf(aspect: string, { resource_type: type }: ManifestNode, place: readonly string[]): Same | undefined {
  const isNode = !['source', 'exposure', 'unit_test', 'metric', 'semantic_model', 'saved_query'].includes(type);
  if (aspect === 'configs') return sameConfig;
  if (aspect === 'relation')
    return type === 'source' ? sameKeys(...place, 'identifier') : isNode ? sameRelation : undefined;
  if (!isNode) return undefined;
  return aspect === 'body' ? sameBody : aspect === 'contract' ? sameContract : sameDescriptions;
}

const sameBody: Same = (mine, old) =>
  mine.resource_type === 'seed' ? equal(mine.checksum, old.checksum) : equal(mine.raw_code, old.raw_code);

const sameNeeds: Same = (mine, old) =>
  equal([...(mine.depends_on?.nodes ?? [])].sort(), [...(old.depends_on?.nodes ?? [])].sort());

/** Configs that name the relation or only describe: dbt compares the former on their own. */
const LEFT_OUT = new Set(['alias', 'schema', 'database', 'tags', 'group']);
const OF_TESTS = [
  'severity',
  'where',
  'limit',
  'fail_calc',
  'warn_if',
  'error_if',
  'store_failures',
  'store_failures_as',
];

/** Compared as they were written: another target renders them otherwise. */
const sameConfig: Same = (mine, old) => {
  const [own, other] = [recordOf(mine.unrendered_config), recordOf(old.unrendered_config)];
  const all = [...new Set([...Object.keys(own), ...Object.keys(other)])].filter((key) => !LEFT_OUT.has(key));
  const keys = mine.resource_type === 'test' ? all.filter((key) => OF_TESTS.includes(key)) : all;
  return keys.every((key) => key in own === key in other && equal(own[key], other[key]));
};

const sameRelation: Same = (mine, old) => {
  const [own, other] = [recordOf(mine.unrendered_config), recordOf(old.unrendered_config)];
  return ['database', 'schema', 'alias'].every((key) => equal(own[key], other[key]));
};

/** Descriptions count where they are written into the database. */
const sameDescriptions: Same = (mine, old) => {
  const persisted = recordOf(recordOf(mine.config).persist_docs);
  if (persisted.relation === true && !equal(mine.description, old.description)) return false;
  return persisted.columns !== true || equal(columnTexts(mine), columnTexts(old));
};

const columnTexts = (node: Json): Json =>
  Object.fromEntries(
    Object.entries(recordOf(node.columns)).map(([name, column]) => [name, recordOf(column).description]),
  );

const sameContract: Same = (mine, old) => {
  const [own, other] = [recordOf(mine.contract), recordOf(old.contract)];
  if (own.enforced !== true && other.enforced !== true) return true;
  return equal(own.enforced, other.enforced) && equal(own.checksum, other.checksum);
};

const unknownState = (wanted: string): ProblemError =>
  new ProblemError({
    code: 'select.value',
    message: `"${wanted}" is not a state.`,
    remedy: `Use new, old, modified, unmodified, or ${ASPECTS.map((aspect) => `modified.${aspect}`).join(', ')}.`,
  });
