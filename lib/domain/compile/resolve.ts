import type { Problem } from '../../contracts/problem.ts';
import { textOf } from './config/read.ts';
import type { Draft, RefCall, SourceCall } from './draft.ts';
import type { Lookup } from './lookup.ts';
import { accessProblem, groupProblems } from './rules/access.ts';

/** A draft with everything it refers to found. */
export interface Resolved {
  readonly draft: Draft;
  /** Unique ids in the order they are written, each once. */
  readonly dependsOn: readonly string[];
  /** For a test: the node it judges. */
  readonly tested: string | undefined;
  readonly problems: readonly Problem[];
}

/** Everything a project's nodes refer to, found; tests of what is not there are switched off, as dbt does. */
export function resolveAll(
  drafts: Iterable<Draft>,
  lookup: Lookup,
  groups: ReadonlySet<string>,
): { nodes: Map<string, Resolved>; disabled: Draft[]; problems: Problem[] } {
  const nodes = new Map<string, Resolved>();
  const disabled: Draft[] = [];
  const problems: Problem[] = [];
  for (const draft of drafts) {
    const lost = draft.resourceType === 'test' ? lostCalls(draft, lookup) : [];
    if (lost.length === 0) nodes.set(draft.id, resolveDraft(draft, lookup, groups));
    else {
      disabled.push(draft);
      for (const { call, problem } of lost)
        if (!lookup.isDisabled(call)) problems.push({ ...problem, severity: 'warning' });
    }
  }
  return { nodes, disabled, problems };
}

function lostCalls(draft: Draft, lookup: Lookup): { call: RefCall | SourceCall; problem: Problem }[] {
  const { packageName } = draft;
  const refs = draft.refs
    .filter((call) => lookup.ref(call, packageName) === undefined)
    .map((call) => ({ call, problem: lookup.missingRef(call, draft) }));
  const sources = draft.sources
    .filter((call) => lookup.source(call, packageName) === undefined)
    .map((call) => ({ call, problem: lookup.missingSource(call, draft) }));
  return [...refs, ...sources];
}

/** Finds what a draft refers to. Each missing name is a problem of its own. */
export function resolveDraft(draft: Draft, lookup: Lookup, groups: ReadonlySet<string> = new Set()): Resolved {
  const dependsOn = new Set<string>();
  const problems: Problem[] = [...draft.problems, ...groupProblems(draft, groups)];
  const found = (target: Draft | undefined, missing: () => Problem): void => {
    if (target !== undefined) dependsOn.add(target.id);
    else problems.push(missing());
  };
  const target = testedDraft(draft, lookup);
  const group = textOf((target ?? draft).config, 'group');
  for (const call of draft.refs) {
    const other = lookup.ref(call, draft.packageName);
    found(other, () => lookup.missingRef(call, draft));
    const refused = other && accessProblem(call, draft, other, group, lookup.restricted);
    if (refused !== undefined) problems.push(refused);
  }
  for (const call of draft.sources)
    found(lookup.source(call, draft.packageName), () => lookup.missingSource(call, draft));
  for (const call of draft.functions)
    found(lookup.function(call, draft.packageName), () => lookup.missingFunction(call, draft));
  return { draft, dependsOn: [...dependsOn], tested: target?.id, problems: unique(problems) };
}

function testedDraft({ tested, packageName }: Draft, lookup: Lookup): Draft | undefined {
  if (tested === undefined) return undefined;
  return 'table' in tested ? lookup.source(tested, packageName) : lookup.ref(tested, packageName);
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
