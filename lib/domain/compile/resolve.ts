import type { Problem } from '../../contracts/problem.ts';
import type { Draft } from './draft.ts';
import type { Lookup } from './lookup.ts';

/** A draft with everything it refers to found. */
export interface Resolved {
  readonly draft: Draft;
  /** Unique ids in the order they are written, each once. */
  readonly dependsOn: readonly string[];
  /** For a test: the node it judges. */
  readonly tested: string | undefined;
  readonly problems: readonly Problem[];
}

/** Finds what a draft refers to. Each missing name is a problem of its own. */
export function resolveDraft(draft: Draft, lookup: Lookup): Resolved {
  const dependsOn = new Set<string>();
  const problems: Problem[] = [...draft.problems];
  const found = (target: Draft | undefined, missing: () => Problem): void => {
    if (target !== undefined) dependsOn.add(target.id);
    else problems.push(missing());
  };
  for (const call of draft.refs) found(lookup.ref(call, draft.packageName), () => lookup.missingRef(call, draft));
  for (const call of draft.sources)
    found(lookup.source(call, draft.packageName), () => lookup.missingSource(call, draft));
  for (const call of draft.functions)
    found(lookup.function(call, draft.packageName), () => lookup.missingFunction(call, draft));
  const { tested } = draft;
  const target =
    tested === undefined
      ? undefined
      : 'table' in tested
        ? lookup.source(tested, draft.packageName)
        : lookup.ref(tested, draft.packageName);
  return { draft, dependsOn: [...dependsOn], tested: target?.id, problems: unique(problems) };
}

/** A ref inside a loop is missing once, not a hundred times. */
function unique(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = `${problem.code}|${problem.path}|${problem.line}|${problem.column}|${problem.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
