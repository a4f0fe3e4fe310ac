/** What the benchmarks share: settings they can't do without, medians, and the line that says whether a figure is met. */

export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run it through npm run bench`);
  return value;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Prints a figure beside its limit and returns whether it is met. */
export function judge(what: string, figure: number, limit: number, bound: 'at most' | 'at least'): boolean {
  const met = bound === 'at most' ? figure <= limit : figure >= limit;
  console.log(`${what}: ${figure.toFixed(2)} (${bound} ${limit}) ${met ? 'met' : 'MISSED'}`);
  return met;
}
