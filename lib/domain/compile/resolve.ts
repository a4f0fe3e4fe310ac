import type { Problem } from '../../contracts/problem.ts';
import { textOf } from './config/read.ts';
import type { Draft, RefCall, SourceCall } from './draft.ts';
import { isSameValue } from './face.ts';
import type { Lookup } from './lookup.ts';
import { accessProblem, groupProblems } from './rules/access.ts';
import { advance, type Table } from './table.ts';

/** A draft with everything it refers to found. */
export interface Resolved {
  readonly draft: Draft;
  /** Unique ids in the order they are written, each once. */
  readonly dependsOn: readonly string[];
  /** For a test: the node it judges. */
  readonly tested: string | undefined;
  readonly problems: readonly Problem[];
}

/** What a project's nodes refer to, and the tests that are switched off because they refer to nothing. */
export interface Resolution {
  readonly nodes: Table<Resolved>;
  readonly lost: ReadonlyMap<string, LostTest>;
}

/** A test of what is not there; dbt switches it off. */
export interface LostTest {
  readonly draft: Draft;
  readonly problems: readonly Problem[];
}

/**
 * Finds what every draft refers to.
 * @param stale ids of drafts for which another answer than before is possible
 */
export function resolveAll(
  drafts: Table<Draft>,
  lookup: Lookup,
  groups: ReadonlySet<string>,
  before: Resolution | undefined,
  stale: ReadonlySet<string>,
): Resolution {
  const lost = new Map([...(before?.lost ?? [])].filter(([id]) => !stale.has(id)));
  const nodes = advance(drafts, before?.nodes, stale, (draft, id) => {
    const gone = draft.resourceType === 'test' ? lostTest(draft, lookup) : undefined;
    if (gone !== undefined) {
      lost.set(id, gone);
      return undefined;
    }
    const known = before?.nodes.rows.get(id);
    const next = resolveDraft(draft, lookup, groups);
    return known !== undefined && isSame(known, next) ? known : next;
  });
  return { nodes, lost };
}

const isSame = (a: Resolved, b: Resolved): boolean =>
  a.draft === b.draft &&
  a.tested === b.tested &&
  a.problems.length + b.problems.length === 0 &&
  isSameValue(a.dependsOn, b.dependsOn);

function lostTest(draft: Draft, lookup: Lookup): LostTest | undefined {
  const lost = lostCalls(draft, lookup);
  if (lost.length === 0) return undefined;
  const told = lost.filter(({ call }) => !lookup.isDisabled(call));
  return { draft, problems: told.map(({ problem }) => ({ ...problem, severity: 'warning' })) };
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
  for (const call of draft.measures ?? [])
    found(lookup.measure(call, draft.packageName), () => lookup.missingMeasure(call, draft));
  for (const call of draft.metrics ?? [])
    found(lookup.metric(call, draft.packageName), () => lookup.missingMetric(call, draft));
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
