import type { Problem } from '../../contracts/problem.ts';

interface Entry {
  readonly inputs: readonly unknown[];
  readonly value: unknown;
  readonly problems: readonly Problem[];
  round: number;
}

const NONE: readonly Problem[] = [];

/**
 * Remembers what was made from what: a value is made again only when one of its inputs is another
 * object or text. Problems reported while it was made are reported again from memory.
 */
export class Memo {
  private readonly stages = new Map<string, Map<string, Entry>>();
  private reports: Problem[] = [];
  private round = 0;
  private size = 0;
  /** Entries there may be before those that nobody asks for any more are looked for. */
  private limit = 1_000;

  /** Begins a compilation. What was asked for lately stays; the rest is forgotten when it has become much. */
  begin(): void {
    if (this.size > this.limit) this.sweep();
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

  /** What `make` gives, and what was reported meanwhile. */
  collect<T>(make: () => T): { readonly value: T; readonly problems: readonly Problem[] } {
    const outer = this.reports;
    this.reports = [];
    const value = make();
    const problems = this.reports.length === 0 ? NONE : this.reports;
    this.reports = outer;
    return { value, problems };
  }

  get<T>(stage: string, key: string, inputs: readonly unknown[], make: () => T): T {
    const entries = this.entriesOf(stage);
    const known = entries.get(key);
    if (known !== undefined && sameItems(known.inputs, inputs)) {
      known.round = this.round;
      for (const problem of known.problems) this.reports.push(problem);
      // A stage makes one type of value.
      return known.value as T;
    }
    const { value, problems } = this.collect(make);
    for (const problem of problems) this.reports.push(problem);
    if (known === undefined) this.size++;
    entries.set(key, { inputs, value, problems, round: this.round });
    return value;
  }

  /** `items`, or the list remembered under this name while it has the same items. */
  list<T>(name: string, items: readonly T[]): readonly T[] {
    return this.get('list', name, items, () => items);
  }

  private entriesOf(stage: string): Map<string, Entry> {
    const known = this.stages.get(stage);
    if (known !== undefined) return known;
    const made = new Map<string, Entry>();
    this.stages.set(stage, made);
    return made;
  }

  /** What one entry asked for while it was made is not asked for again while it holds: so only after a while. */
  private sweep(): void {
    for (const entries of this.stages.values()) {
      for (const [key, entry] of entries) {
        if (entry.round === this.round || !entries.delete(key)) continue;
        this.size--;
      }
    }
    this.limit = 2 * this.size + 1_000;
  }
}

function sameItems(before: readonly unknown[], after: readonly unknown[]): boolean {
  if (before.length !== after.length) return false;
  for (let index = 0; index < before.length; index++) if (before[index] !== after[index]) return false;
  return true;
}
