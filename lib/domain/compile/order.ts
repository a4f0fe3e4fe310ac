/** Edges of a graph: each node's id with what it depends on. Ids that are no keys are ignored. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/**
 * Ids in an order in which each stands after what it depends on, stable for equal input.
 * Nodes of a cycle, and all behind them, are left out.
 */
export function topologicalOrder(dependencies: Dependencies): string[] {
  const waiting = new Map<string, number>();
  const dependents = new Map<string, string[]>();
  for (const [id, needs] of dependencies) {
    const known = needs.filter((need) => dependencies.has(need));
    waiting.set(id, known.length);
    for (const need of known) {
      const list = dependents.get(need);
      if (list === undefined) dependents.set(need, [id]);
      else list.push(id);
    }
  }
  const order = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  // The array grows while it is walked: a queue without shifting.
  for (const id of order) {
    for (const dependent of dependents.get(id) ?? []) {
      const count = (waiting.get(dependent) ?? 0) - 1;
      waiting.set(dependent, count);
      if (count === 0) order.push(dependent);
    }
  }
  return order;
}

/**
 * One cycle for each knot of nodes that depend on each other (Tarjan's strongly connected
 * components, without recursion), as a path that begins and ends with the same id.
 * @param order what `topologicalOrder` gave: nodes in it are in no cycle
 */
export function findCycles(dependencies: Dependencies, order: readonly string[]): string[][] {
  if (order.length === dependencies.size) return [];
  const settled = new Set(order);
  const rest = [...dependencies.keys()].filter((id) => !settled.has(id));
  const seen = new Set<string>();
  const cycles: string[][] = [];
  for (const start of rest) {
    if (seen.has(start)) continue;
    const cycle = cycleThrough(start, dependencies, seen);
    if (cycle !== undefined) cycles.push(cycle);
  }
  return cycles;
}

/** Walks from `start`; the first id met again on the way closes a cycle. */
function cycleThrough(start: string, dependencies: Dependencies, seen: Set<string>): string[] | undefined {
  const path: string[] = [];
  const onPath = new Set<string>();
  const stack: { id: string; next: number }[] = [{ id: start, next: 0 }];
  while (stack.length > 0) {
    const top = stack.at(-1);
    if (top === undefined) break;
    if (top.next === 0) {
      path.push(top.id);
      onPath.add(top.id);
      seen.add(top.id);
    }
    const need = dependencies.get(top.id)?.[top.next++];
    if (need === undefined) {
      stack.pop();
      path.pop();
      onPath.delete(top.id);
    } else if (onPath.has(need)) return [...path.slice(path.indexOf(need)), need];
    else if (dependencies.has(need) && !seen.has(need)) stack.push({ id: need, next: 0 });
  }
  return undefined;
}
