import type { Problem } from '../../contracts/problem.ts';

interface Entry {
  readonly inputs: readonly unknown[];
  readonly value: unknown;
  readonly problems: readonly Problem[];
  round: number;
}

/**
 * Remembers what was made from what: a value is made again only when one of its inputs is another
 * object or text. Problems reported while it was made are reported again from memory.
 */
export class Memo {
  private readonly entries = new Map<string, Entry>();
  private reports: Problem[] = [];
  private round = 0;

  /** Begins a compilation; what was not asked for in the one before is forgotten. */
  begin(): void {
    for (const [key, entry] of this.entries) if (entry.round < this.round) this.entries.delete(key);
    this.round++;
    this.reports = [];
  }

  report(problem: Problem): void {
    this.reports.push(problem);
  }

  /** Everything reported in this compilation. */
  problems(): readonly Problem[] {
    return this.reports;
  }

  get<T>(key: string, inputs: readonly unknown[], make: () => T): T {
    const known = this.entries.get(key);
    if (known !== undefined && sameInputs(known.inputs, inputs)) {
      known.round = this.round;
      this.reports.push(...known.problems);
      // A key always belongs to one stage, which makes one type of value.
      return known.value as T;
    }
    const outer = this.reports;
    this.reports = [];
    const value = make();
    const problems = this.reports;
    this.reports = outer;
    this.reports.push(...problems);
    this.entries.set(key, { inputs, value, problems, round: this.round });
    return value;
  }
}

function sameInputs(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((input, index) => input === after[index]);
}
