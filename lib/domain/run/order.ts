import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { ProblemError } from '#lib/contracts/problem.ts';

/** Topological order (Kahn), stable: nodes that may start together keep the compilation's order. */
export function stepOrder(
  wanted: ReadonlyMap<string, CompiledNode>,
  after: ReadonlyMap<string, readonly string[]>,
): CompiledNode[] {
  const open = new Map([...wanted.keys()].map((id) => [id, after.get(id)?.length ?? 0]));
  const waiting = new Map<string, string[]>();
  for (const [id, parents] of after) {
    for (const parent of parents) {
      const list = waiting.get(parent);
      if (list) list.push(id);
      else waiting.set(parent, [id]);
    }
  }
  const ordered: CompiledNode[] = [];
  const ready = [...wanted.keys()].filter((id) => open.get(id) === 0);
  for (const id of ready) {
    const node = wanted.get(id);
    if (node) ordered.push(node);
    for (const child of waiting.get(id) ?? []) {
      const left = (open.get(child) ?? 0) - 1;
      open.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  if (ordered.length < wanted.size) throw cycle([...wanted.keys()].filter((id) => (open.get(id) ?? 0) > 0));
  return ordered;
}

const cycle = (ids: readonly string[]): ProblemError =>
  new ProblemError({
    code: 'run.cycle',
    message: `These nodes wait for each other: ${ids.slice(0, 10).join(', ')}.`,
    remedy: 'Take one ref() out of the circle.',
  });
