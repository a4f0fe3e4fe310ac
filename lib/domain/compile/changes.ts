import type { Draft } from './draft.ts';
import type { DraftList } from './draft-list.ts';
import { ANY_NAME, calls, foundBy, isSameFace } from './face.ts';
import type { Resolved } from './resolve.ts';
import type { Table } from './table.ts';

/** What nodes may find another answer for than in the compilation before. */
export interface Changes {
  /** Names by which something else is found; a changed text alone is none. */
  readonly names: ReadonlySet<string>;
  /** Nodes of which others see something else. */
  readonly ids: ReadonlySet<string>;
  /** Names of macros that are others. */
  readonly macros: ReadonlySet<string>;
}

/** Compares what others see of drafts. */
export function changesOf(before: DraftList, now: DraftList, macros: ReadonlySet<string>): Changes {
  const names = new Set<string>();
  const ids = new Set<string>();
  for (const id of now.table.changed) {
    const [old, next] = [before.table.rows.get(id), now.table.rows.get(id)];
    if (old !== undefined && next !== undefined && isSameFace(old, next)) continue;
    ids.add(id);
    for (const draft of [old, next]) for (const name of draft === undefined ? [] : foundBy(draft)) names.add(name);
  }
  for (const draft of differing(before.disabled, now.disabled)) for (const name of foundBy(draft)) names.add(name);
  if (names.size > 0) names.add(ANY_NAME);
  return { names, ids, macros };
}

function differing(before: readonly Draft[], now: readonly Draft[]): Draft[] {
  const [old, next] = [new Set(before), new Set(now)];
  return [...old.symmetricDifference(next)];
}

/** Drafts whose references have to be looked up again: changed ones, and those that call a changed name. */
export function staleDrafts(
  { rows, changed }: Table<Draft>,
  before: Table<Resolved>,
  { names }: Changes,
): ReadonlySet<string> {
  if (names.size === 0) return changed;
  const stale = new Set(changed);
  const isNew = (name: string): boolean => names.has(name);
  for (const [id, draft] of rows) {
    // What was missing names others that are near; any of them may be new.
    const hasProblem = before.rows.get(id)?.problems.length !== 0;
    if (hasProblem || calls(draft, isNew)) stale.add(id);
  }
  return stale;
}
