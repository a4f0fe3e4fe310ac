import type { Problem } from '../../contracts/problem.ts';
import { flagOf } from './config/read.ts';
import type { Draft, ResourceType } from './draft.ts';
import { nameProblem } from './rules/names.ts';
import type { Workspace } from './workspace.ts';

const REFABLE: ReadonlySet<ResourceType> = new Set<ResourceType>(['model', 'seed', 'snapshot']);

/** Drafts by unique id. Keeps duplicates out, each with a problem that names both places. */
export class DraftList {
  readonly drafts = new Map<string, Draft>();
  readonly disabled: Draft[] = [];
  private readonly names = new Map<string, readonly Draft[]>();
  private readonly relations = new Map<string, readonly Draft[]>();
  private readonly workspace: Workspace;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /** Whether the draft is in the list now (or is switched off). */
  add(draft: Draft): boolean {
    if (!flagOf(draft.config, 'enabled', true)) {
      this.disabled.push(draft);
      for (const problem of draft.problems) if (problem.code === 'config.type') this.workspace.report(problem);
      return true;
    }
    const other = this.drafts.get(draft.id);
    if (other !== undefined) {
      this.workspace.report(duplicateName(draft, other));
      return false;
    }
    this.drafts.set(draft.id, draft);
    for (const problem of [nameProblem(draft), this.sameName(draft), this.sameRelation(draft)])
      if (problem !== undefined) this.workspace.report(problem);
    return true;
  }

  /** Models, seeds and snapshots of a package share one set of names, because `ref` finds them all. */
  private sameName(draft: Draft): Problem | undefined {
    if (!REFABLE.has(draft.resourceType)) return undefined;
    const other = first(this.names, draft.name, draft, (each) => each.packageName === draft.packageName);
    if (other === undefined || (other.version !== undefined && draft.version !== undefined)) return undefined;
    return other.version === undefined && draft.version === undefined
      ? sharedName(draft, other)
      : mixedVersions(draft, other);
  }

  private sameRelation(draft: Draft): Problem | undefined {
    const { relation } = draft;
    if (!REFABLE.has(draft.resourceType) || relation === undefined) return undefined;
    const isSame = (each: Draft): boolean =>
      each.relation?.schema === relation.schema && each.relation.database === relation.database;
    const other = first(this.relations, relation.identifier, draft, isSame);
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

/** dbt warns only: the seed is what a `ref` finds. */
const sharedName = (draft: Draft, other: Draft): Problem => ({
  code: 'name.shared',
  severity: 'warning',
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
