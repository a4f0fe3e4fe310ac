/**
 * Works on items, some at once. What wants a connection comes no earlier than there is one for it: who waits in
 * the queue of a session is refused after a few seconds. After a failure none is begun, and those that are under
 * way are waited for: what they use is there until they end.
 * @param most how many at a time
 * @returns what the work gave, in the order of the items
 * @throws what the first of the items that failed threw
 */
export async function atOnce<I, O>(items: readonly I[], most: number, work: (item: I) => Promise<O>): Promise<O[]> {
  const done: O[] = [];
  const failures = new Map<number, unknown>();
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [at, item] of waiting) {
      if (failures.size > 0) return;
      try {
        done[at] = await work(item);
      } catch (error) {
        failures.set(at, error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, most) }, worker));
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
  return done;
}
