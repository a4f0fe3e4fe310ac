/**
 * Works on items, some at once. What wants a connection comes no earlier than there is one for it: who waits in
 * the queue of a session is refused after a few seconds.
 * @param most how many at a time
 * @returns what the work gave, in the order of the items
 */
export async function atOnce<I, O>(items: readonly I[], most: number, work: (item: I) => Promise<O>): Promise<O[]> {
  const done: O[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [at, item] of waiting) done[at] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.max(1, most) }, worker));
  return done;
}
