import type { Problem } from '../../contracts/problem.ts';
import { isSet, type YamlMap } from '../project/index.ts';
import { type Draft, isEnabled, REFABLE } from './draft.ts';
import type { Bundle, Made } from './drafts.ts';
import { isSameValue } from './face.ts';
import { storedName } from './quoting.ts';
import { nameProblem } from './rules/names.ts';
import { replaced, type Table, tableOf } from './table.ts';

/** The nodes of a project: those that are on, and those that are switched off. */
export interface DraftList {
  readonly table: Table<Draft>;
  readonly disabled: readonly Draft[];
  /** Names that are taken twice, and others that can't be. */
  readonly problems: readonly Problem[];
  /** Whether nodes share an id, of which all but one are switched off. */
  readonly hasTwins: boolean;
  readonly bundles: readonly Bundle[];
}

/**
 * Lists the drafts of bundles by unique id. Keeps duplicates out, each with a problem that names both places.
 * @param before the list before an edit: the next one is that with some rows replaced where nothing
 *   changed that a name could be taken by, because to ask 30,000 drafts for theirs again takes longest
 */
export function listDrafts(bundles: readonly Bundle[], flags: YamlMap, before?: DraftList): DraftList {
  const replacing = before && replacedRows(bundles, before);
  if (replacing) return { ...before, table: replaced(before.table, replacing), bundles };
  const names = new Names(flags);
  const { judged, hasTwins } = judgedDrafts(bundles);
  for (const bundle of bundles) {
    for (const { draft, tests } of bundle)
      if (draft === undefined || (names.add(draft) && judged.get(draft.id) === draft))
        for (const test of tests) names.add(test);
  }
  const { drafts, disabled, problems } = names;
  return { table: tableOf(drafts, before?.table.rows), disabled, problems, hasTwins, bundles };
}

/** The draft that has the tests of its entry, by id: files may share a name while all but one are switched off. */
function judgedDrafts(bundles: readonly Bundle[]) {
  const judged = new Map<string, Draft>();
  let hasTwins = false;
  const judge = ({ draft, tests }: Made): void => {
    if (draft === undefined || tests.length === 0) return;
    const known = judged.get(draft.id);
    hasTwins ||= known !== undefined;
    if (known === undefined || (!isEnabled(known) && isEnabled(draft))) judged.set(draft.id, draft);
  };
  for (const bundle of bundles) bundle.forEach(judge);
  return { judged, hasTwins };
}

/** Drafts that take the place of others of the same names; undefined when more than that is new. */
function replacedRows(bundles: readonly Bundle[], before: DraftList): ReadonlyMap<string, Draft> | undefined {
  if (bundles.length !== before.bundles.length || before.problems.length > 0 || before.hasTwins) return undefined;
  const rows = new Map<string, Draft>();
  for (const [index, bundle] of bundles.entries()) {
    const known = before.bundles[index];
    if (known === bundle) continue;
    const [old, now] = [draftsOf(known ?? []), draftsOf(bundle)];
    if (old.length !== now.length) return undefined;
    for (const [at, draft] of now.entries()) {
      const other = old[at];
      if (other === draft) continue;
      if (other === undefined || !isNamedAlike(other, draft)) return undefined;
      rows.set(draft.id, draft);
    }
  }
  return rows;
}

const draftsOf = (bundle: Bundle): readonly Draft[] =>
  bundle.flatMap(({ draft, tests }) => (draft === undefined ? tests : [draft, ...tests]));

const isNamedAlike = (one: Draft, other: Draft): boolean =>
  one.id === other.id &&
  one.name === other.name &&
  isEnabled(one) &&
  isEnabled(other) &&
  isSameValue(one.relation, other.relation);

class Names {
  readonly drafts = new Map<string, Draft>();
  readonly disabled: Draft[] = [];
  readonly problems: Problem[] = [];
  private readonly names = new Map<string, readonly Draft[]>();
  private readonly relations = new Map<string, readonly Draft[]>();
  private readonly ofSpaces: Problem['severity'];
  private readonly ofSharing: Problem['severity'];

  /** @param flags those of `dbt_project.yml` */
  constructor(flags: YamlMap) {
    this.ofSpaces = isSet(flags, 'require_resource_names_without_spaces', true) ? 'error' : 'warning';
    this.ofSharing = isSet(flags, 'require_unique_project_resource_names') ? 'error' : 'warning';
  }

  /** Whether the draft is in the list now (or is switched off). */
  add(draft: Draft): boolean {
    if (!isEnabled(draft)) {
      this.disabled.push(draft);
      for (const problem of draft.problems) if (problem.code === 'config.type') this.problems.push(problem);
      return true;
    }
    const other = this.drafts.get(draft.id);
    if (other !== undefined) {
      this.problems.push(duplicateName(draft, other));
      return false;
    }
    this.drafts.set(draft.id, draft);
    for (const problem of [nameProblem(draft, this.ofSpaces), this.sameName(draft), this.sameRelation(draft)])
      if (problem !== undefined) this.problems.push(problem);
    return true;
  }

  /** Models, seeds and snapshots of a package share one set of names, because `ref` finds them all. */
  private sameName(draft: Draft): Problem | undefined {
    if (!REFABLE.has(draft.resourceType)) return undefined;
    const other = first(this.names, draft.name, draft, (each) => each.packageName === draft.packageName);
    if (other === undefined || (other.version !== undefined && draft.version !== undefined)) return undefined;
    return other.version === undefined && draft.version === undefined
      ? { ...sharedName(draft, other), severity: this.ofSharing }
      : mixedVersions(draft, other);
  }

  private sameRelation(draft: Draft): Problem | undefined {
    const { relation } = draft;
    if (!REFABLE.has(draft.resourceType) || relation === undefined) return undefined;
    const { schema, identifier } = storedName(relation);
    const isSame = (each: Draft): boolean =>
      each.relation !== undefined &&
      storedName(each.relation).schema === schema &&
      each.relation.database === relation.database;
    const other = first(this.relations, identifier, draft, isSame);
    return other === undefined ? undefined : duplicateRelation(draft, other);
  }
}

/** The draft under a key that came first and fits; where there is none, this one is from now on. */
function first(
  index: Map<string, readonly Draft[]>,
  key: string,
  draft: Draft,
  fits: (other: Draft) => boolean,
): Draft | undefined {
  const known = index.get(key);
  const other = known?.find(fits);
  if (other === undefined) index.set(key, known === undefined ? [draft] : [...known, draft]);
  return other;
}

function duplicateName(draft: Draft, other: Draft): Problem {
  const isTest = draft.kind === 'test';
  return {
    code: isTest ? 'test.duplicate' : 'name.duplicate',
    severity: 'error',
    message: isTest
      ? `The test "${draft.name}" is written twice; the first is in ${other.path}:${other.line ?? 1}.`
      : `The name "${draft.name}" is taken: ${other.path} has it too.`,
    path: draft.path,
    line: draft.line ?? 1,
    column: 1,
    remedy: isTest ? 'Remove one, or give one a name of its own.' : 'Rename one of the two files.',
    nodeId: draft.id,
  };
}

const duplicateRelation = (draft: Draft, other: Draft): Problem => ({
  code: 'relation.duplicate',
  severity: 'error',
  message: `This builds "${draft.relation?.schema}"."${draft.relation?.identifier}", and so does ${other.path}.`,
  path: draft.path,
  line: draft.line ?? 1,
  column: 1,
  remedy: 'Give one of the two another alias or schema.',
  nodeId: draft.id,
});

/** dbt warns only, unless a flag is set: the seed is what a `ref` finds. */
const sharedName = (draft: Draft, other: Draft): Omit<Problem, 'severity'> => ({
  code: 'name.shared',
  message: `A ${other.resourceType} has the name "${draft.name}" too: ${other.path}.`,
  path: draft.path,
  line: draft.line ?? 1,
  column: 1,
  remedy: 'Rename one of the two: a ref of this name finds only one.',
  nodeId: draft.id,
});

const mixedVersions = (draft: Draft, other: Draft): Problem => ({
  code: 'name.duplicate',
  severity: 'error',
  message: `"${draft.name}" is here with a version and without: ${other.path} and ${draft.path}.`,
  path: draft.path,
  line: draft.line ?? 1,
  column: 1,
  remedy: 'Rename the file without a version, or list it among the versions with defined_in.',
  nodeId: draft.id,
});
