/**
 * The simplest list of choices that still fails: parts are left out, then numbers made zero, as long
 * as the failure stays.
 * @param fails whether the case of a list of choices fails
 * @param budget how many lists to try
 */
export async function shrink(
  choices: readonly number[],
  fails: (choices: readonly number[]) => Promise<boolean>,
  budget = 400,
): Promise<readonly number[]> {
  let best = choices;
  let left = budget;
  const keep = async (candidate: readonly number[]): Promise<boolean> => {
    if (left-- <= 0 || !(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let size = best.length >> 1; size >= 1 && left > 0; size >>= 1) {
    for (let at = 0; at < best.length && left > 0; ) {
      if (!(await keep([...best.slice(0, at), ...best.slice(at + size)]))) at += size;
    }
  }
  for (let at = 0; at < best.length && left > 0; at++) {
    if (best[at] !== 0) await keep(best.map((value, index) => (index === at ? 0 : value)));
  }
  return best;
}
