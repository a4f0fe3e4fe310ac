import type { ProjectGraph } from '../../contracts/graph.ts';
import { ProblemError } from '../../contracts/problem.ts';
import { didYouMean } from '../jinja/near.ts';
import { type Adjacency, adjacencyOf, reach } from './adjacency.ts';
import { impliedMethod, METHOD_NAMES, methodOf } from './methods.ts';

/** One criterion of dbt's selection syntax: `@2+method:value+3`. */
export interface Criterion {
  readonly method: string;
  readonly value: string;
  /** `@`: descendants, and all their ancestors. */
  readonly childrensParents: boolean;
  readonly up: number;
  readonly down: number;
}

const CRITERION = /^(@)?(?:(\d*)(\+))?(?:([\w.]+(?=:)):)?(.+?)(?:(\+)(\d*))?$/;

/**
 * Parses one criterion.
 * @throws ProblemError when it has no meaning
 */
function parseCriterion(text: string): Criterion {
  const match = CRITERION.exec(text);
  const [, at, upDepth, up, method, value = '', down, downDepth] = match ?? [];
  if (match === null || /^[+@]*$/.test(value) || (at !== undefined && down !== undefined)) throw invalid(text);
  if (method !== undefined && methodOf(method) === undefined) throw unknownMethod(method);
  const depth = (plus: string | undefined, digits: string | undefined): number =>
    plus === undefined ? 0 : digits === undefined || digits === '' ? Number.POSITIVE_INFINITY : Number(digits);
  return {
    method: method ?? impliedMethod(value),
    value,
    childrensParents: at !== undefined,
    up: depth(up, upDepth),
    down: depth(down, downDepth),
  };
}

const invalid = (text: string): ProblemError =>
  new ProblemError({
    code: 'select.syntax',
    message: `"${text}" is not a selection.`,
    remedy: 'Write a name, +name, name+, 2+name+1, @name, tag:…, path:… or config.materialized:….',
  });

function unknownMethod(method: string): ProblemError {
  return new ProblemError({
    code: 'select.method',
    message: `There is no selection method "${method}".`,
    remedy: didYouMean(method, METHOD_NAMES) ?? `Methods are ${METHOD_NAMES.join(', ')}.`,
  });
}

function chosenBy(criterion: Criterion, edges: Adjacency): Set<string> {
  const method = methodOf(criterion.method);
  const direct = new Set<string>();
  for (const [id, node] of edges.nodes) if (method?.(node, criterion.value)) direct.add(id);
  const chosen = new Set(direct);
  const addAll = (ids: Iterable<string>): void => {
    for (const id of ids) chosen.add(id);
  };
  if (criterion.childrensParents) {
    addAll(reach(direct, edges.children));
    addAll(reach([...chosen], edges.parents));
    return chosen;
  }
  addAll(reach(direct, edges.parents, criterion.up));
  addAll(reach(direct, edges.children, criterion.down));
  return chosen;
}

/** Tests that judge something chosen come along, as in dbt by default. */
function withTests(chosen: Set<string>, edges: Adjacency): Set<string> {
  const all = new Set(chosen);
  for (const id of chosen) {
    for (const child of edges.children.get(id) ?? []) if (edges.nodes.get(child)?.kind === 'test') all.add(child);
  }
  return all;
}

/** Spaces between criteria unite, commas intersect. */
function union(definitions: readonly string[], edges: Adjacency): Set<string> {
  const chosen = new Set<string>();
  for (const definition of definitions.flatMap((each) => each.split(/\s+/)).filter((each) => each !== '')) {
    const sets = definition
      .split(',')
      .filter((part) => part !== '')
      .map((part) => withTests(chosenBy(parseCriterion(part), edges), edges));
    const [first, ...others] = sets;
    for (const id of first ?? []) if (others.every((set) => set.has(id))) chosen.add(id);
  }
  return chosen;
}

/**
 * Ids that dbt's selection syntax names.
 * @param select criteria; none selects everything
 * @param exclude criteria taken away
 * @throws ProblemError when a criterion has no meaning
 */
export function selectNodes(graph: ProjectGraph, select: readonly string[], exclude: readonly string[] = []): string[] {
  const edges = adjacencyOf(graph);
  const chosen = select.some((each) => each.trim() !== '') ? union(select, edges) : new Set(edges.nodes.keys());
  const removed = union(exclude, edges);
  return graph.nodes.map((node) => node.id).filter((id) => chosen.has(id) && !removed.has(id));
}
