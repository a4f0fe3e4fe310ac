import type { Problem } from '../../contracts/problem.ts';

interface Entry {
  readonly inputs: readonly unknown[];
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Macros that were looked for while the value was made. */
  readonly macros: readonly string[];
  /** The compilation that asked for it last. */
  round: number;
}

const NONE: readonly Problem[] = [];
const NO_NAMES: readonly string[] = [];
const MOST_LISTS = 16;

/** What came of making something. */
export interface Collected<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
  readonly macros: readonly string[];
}

/** A long list of which each item makes one value, as the files of a project do. */
export interface Listing<S, T> {
  readonly items: readonly S[];
  /** What an item is known by where another stands in its place or it in another's. */
  readonly keyOf: (item: S) => string;
  /** What each value is made from besides its item; each as long as the items. */
  readonly columns: readonly (readonly unknown[])[];
  /** What all values are made from. */
  readonly shared: readonly unknown[];
  readonly make: (item: S, at: number) => T;
}

/** A listing as it was asked for last. */
interface Listed {
  readonly items: readonly unknown[];
  readonly columns: readonly (readonly unknown[])[];
  readonly shared: readonly unknown[];
  readonly rows: readonly Collected<unknown>[];
  readonly values: readonly unknown[];
  readonly round: number;
}

/**
 * Remembers what was made from what: a value is made again only when one of its inputs is another
 * object or text, or a macro that was looked for meanwhile is another. Problems reported while it
 * was made are reported again from memory.
 */
export class Memo {
  private readonly stages = new Map<string, Map<string, Entry>>();
  private readonly listings = new Map<string, Listed>();
  private reports: Problem[] = [];
  /** Macros that the value being made looked for; undefined outside of one. */
  private looked: Set<string> | undefined;
  /** Names of macros, each with the compilation since which it means something else. */
  private readonly renewed = new Map<string, number>();
  private lastRenewal = 0;
  /** Lists of macros that were looked for lately. */
  private lists: readonly (readonly string[])[] = [];
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

  /** Notes that what is being made looked for a macro, whether there is one or not. */
  look(name: string): void {
    this.looked?.add(name);
  }

  /** From this compilation on, macros of these names are others. */
  renew(names: Iterable<string>): void {
    for (const name of names) {
      this.renewed.set(name, this.round);
      this.lastRenewal = this.round;
    }
  }

  /** What `make` gives, and the macros it looked for. */
  private watch<T>(make: () => T): { readonly value: T; readonly macros: readonly string[] } {
    const outer = this.looked;
    const looked = new Set<string>();
    this.looked = looked;
    try {
      const value = make();
      return { value, macros: this.listOf(looked) };
    } finally {
      this.looked = outer;
      this.lookAll(looked);
    }
  }

  /** One list for those that look for the same: 60,000 values look for a dozen different lists. */
  private listOf(looked: ReadonlySet<string>): readonly string[] {
    if (looked.size === 0) return NO_NAMES;
    const names = [...looked];
    const known = this.lists.find((list) => sameItems(list, names));
    if (known !== undefined) return known;
    this.lists = [names, ...this.lists.slice(0, MOST_LISTS - 1)];
    return names;
  }

  lookAll(names: Iterable<string>): void {
    if (this.looked !== undefined) for (const name of names) this.looked.add(name);
  }

  /** What `make` gives, what was reported meanwhile, and the macros it looked for. */
  collect<T>(make: () => T): Collected<T> {
    const { value: watched, problems } = this.hear(() => this.watch(make));
    return { ...watched, problems };
  }

  /** What `make` gives, and what was reported meanwhile. */
  hear<T>(make: () => T): Pick<Collected<T>, 'value' | 'problems'> {
    const outer = this.reports;
    this.reports = [];
    try {
      const value = make();
      return { value, problems: this.reports.length === 0 ? NONE : this.reports };
    } finally {
      this.reports = outer;
    }
  }

  get<T>(stage: string, key: string, inputs: readonly unknown[], make: () => T): T {
    const entries = this.entriesOf(stage);
    const known = entries.get(key);
    if (known !== undefined && sameItems(known.inputs, inputs) && !this.isRenewed(known.macros, known.round)) {
      known.round = this.round;
      this.lookAll(known.macros);
      for (const problem of known.problems) this.reports.push(problem);
      // A stage makes one type of value.
      return known.value as T;
    }
    const { value, problems, macros } = this.collect(make);
    for (const problem of problems) this.reports.push(problem);
    if (known === undefined) this.size++;
    entries.set(key, { inputs, value, problems, macros, round: this.round });
    return value;
  }

  /**
   * What each item of a list makes, as `get` remembers it; the same list while nothing in it changed.
   * Items are compared where they stand: to look 10,000 files up one by one was a third of a keystroke.
   */
  each<S, T>(stage: string, { items, keyOf, columns, shared, make }: Listing<S, T>): readonly T[] {
    const known = this.listings.get(stage);
    const before = known !== undefined && sameItems(known.shared, shared) ? known : undefined;
    // A stage lists one type of items.
    const placeOf = before === undefined ? nowhere : places(before.items as readonly S[], keyOf);
    const rows = items.map((item, at) => {
      const from = placeOf(item, at);
      const row = from === undefined ? undefined : before?.rows[from];
      const isSame =
        row !== undefined &&
        before?.items[from ?? at] === item &&
        columns.every((column, index) => column[at] === before.columns[index]?.[from ?? at]) &&
        !this.isRenewed(row.macros, before.round);
      return isSame ? row : this.collect(() => make(item, at));
    });
    const values =
      before !== undefined && sameItems(before.rows, rows) ? before.values : rows.map(({ value }) => value);
    this.listings.set(stage, { items, columns, shared, rows, values, round: this.round });
    for (const { macros, problems } of rows) {
      this.lookAll(macros);
      for (const problem of problems) this.reports.push(problem);
    }
    // A stage makes one type of value.
    return values as readonly T[];
  }

  /** When a value was asked for last it held: only what changed since then counts. */
  private isRenewed(macros: readonly string[], round: number): boolean {
    if (this.lastRenewal <= round) return false;
    return macros.some((name) => (this.renewed.get(name) ?? 0) > round);
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
    for (const [stage, { round }] of this.listings) if (round !== this.round) this.listings.delete(stage);
    this.limit = 2 * this.size + 1_000;
  }
}

const nowhere = (): undefined => undefined;

/** Finds where an item stood: in its own place, mostly. */
function places<S>(items: readonly S[], keyOf: (item: S) => string): (item: S, at: number) => number | undefined {
  let byKey: ReadonlyMap<string, number> | undefined;
  return (item, at) => {
    const there = items[at];
    if (there === item || (there !== undefined && keyOf(there) === keyOf(item))) return at;
    byKey ??= new Map(items.map((each, place) => [keyOf(each), place]));
    return byKey.get(keyOf(item));
  };
}

function sameItems(before: readonly unknown[], after: readonly unknown[]): boolean {
  if (before.length !== after.length) return false;
  for (let index = 0; index < before.length; index++) if (before[index] !== after[index]) return false;
  return true;
}
