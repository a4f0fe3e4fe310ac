import type { Problem } from '../../contracts/problem.ts';
import { flagOf } from './config/read.ts';
import type { Draft } from './draft.ts';
import type { Workspace } from './workspace.ts';

/** Drafts by unique id. Keeps duplicates out, each with a problem that names both places. */
export class DraftList {
  readonly drafts = new Map<string, Draft>();
  readonly disabled: Draft[] = [];
  private readonly refNames = new Map<string, Draft>();
  private readonly relations = new Map<string, Draft>();
  private readonly workspace: Workspace;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /** Whether the draft is in the list now (or is switched off). */
  add(draft: Draft): boolean {
    if (!flagOf(draft.config, 'enabled', true)) {
      this.disabled.push(draft);
      return true;
    }
    const other = this.drafts.get(draft.id) ?? this.sameName(draft);
    if (other !== undefined) {
      this.workspace.report(duplicateName(draft, other));
      return false;
    }
    this.drafts.set(draft.id, draft);
    const relation = this.sameRelation(draft);
    if (relation !== undefined) this.workspace.report(duplicateRelation(draft, relation));
    return true;
  }

  /** Models, seeds and snapshots of a package share one set of names, because `ref` finds them all. */
  private sameName(draft: Draft): Draft | undefined {
    if (!['model', 'seed', 'snapshot'].includes(draft.resourceType)) return undefined;
    const key = `${draft.packageName}.${draft.name}.${draft.version ?? ''}`;
    const other = this.refNames.get(key);
    if (other === undefined) this.refNames.set(key, draft);
    return other;
  }

  private sameRelation(draft: Draft): Draft | undefined {
    if (!['model', 'seed', 'snapshot'].includes(draft.resourceType) || draft.relation === undefined) return undefined;
    if (draft.config.materialized === 'ephemeral') return undefined;
    const { database, schema, identifier } = draft.relation;
    const key = `${database}\0${schema}\0${identifier}`;
    const other = this.relations.get(key);
    if (other === undefined) this.relations.set(key, draft);
    return other;
  }
}

function duplicateName(draft: Draft, other: Draft): Problem {
  const isTest = draft.resourceType === 'test';
  return {
    code: isTest ? 'test.duplicate' : 'name.duplicate',
    severity: isTest ? 'warning' : 'error',
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
