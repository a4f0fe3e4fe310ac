/** Ids in the order of the project, and where each stands. Shared by the tables of all stages. */
interface Index {
  readonly ids: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
}

/**
 * Rows by unique id, in the order of an index; an id of the index may have none. Read as a map, and
 * copied as an array: with one row replaced in 20 µs, where a Map of 30,000 rows takes 8 ms.
 */
export class Rows<T> implements ReadonlyMap<string, T> {
  readonly index: Index;
  private readonly list: readonly (T | undefined)[];

  constructor(index: Index, list: readonly (T | undefined)[]) {
    this.index = index;
    this.list = list;
  }

  /** Rows from a map, under the index that is given if it has the same ids. */
  static of<T>(map: ReadonlyMap<string, T>, index?: Index): Rows<T> {
    const ids = [...map.keys()];
    const isSame = index?.ids.length === ids.length && ids.every((id, at) => id === index.ids[at]);
    return new Rows(isSame ? index : indexOf(ids), [...map.values()]);
  }

  get(id: string): T | undefined {
    const position = this.index.positions.get(id);
    return position === undefined ? undefined : this.list[position];
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  get size(): number {
    return this.list.reduce((count: number, row) => (row === undefined ? count : count + 1), 0);
  }

  /** A list to change, of what `under` has a place for. */
  listUnder(index: Index): (T | undefined)[] {
    return index === this.index ? [...this.list] : index.ids.map((id) => this.get(id));
  }

  *entries(): Generator<[string, T], undefined> {
    for (const [position, id] of this.index.ids.entries()) {
      const row = this.list[position];
      if (row !== undefined) yield [id, row];
    }
  }

  *keys(): Generator<string, undefined> {
    for (const [id] of this.entries()) yield id;
  }

  /** Those of a list: a generator takes five times as long, and every stage walks 30,000 rows. */
  values(): ArrayIterator<T> {
    return this.list.filter((row) => row !== undefined).values();
  }

  [Symbol.iterator](): Generator<[string, T], undefined> {
    return this.entries();
  }

  forEach(each: (row: T, id: string, map: ReadonlyMap<string, T>) => void): void {
    for (const [id, row] of this.entries()) each(row, id, this);
  }
}

const indexOf = (ids: readonly string[]): Index => ({
  ids,
  positions: new Map(ids.map((id, position) => [id, position])),
});

/** What a stage made, beside what it made the time before. */
export interface Table<T> {
  readonly rows: Rows<T>;
  /** Ids whose row is new, another object, or gone. */
  readonly changed: ReadonlySet<string>;
}

/** Compares rows that were all made anew with those before. */
export function tableOf<T>(made: ReadonlyMap<string, T>, before: Rows<T> | undefined): Table<T> {
  const rows = Rows.of(made, before?.index);
  return { rows, changed: before === undefined ? new Set(rows.index.ids) : differing(before, rows) };
}

function differing<T>(before: Rows<T>, now: Rows<T>): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const id of now.index.ids) if (before.get(id) !== now.get(id)) changed.add(id);
  if (before.index !== now.index)
    for (const id of before.index.ids) if (before.has(id) && !now.has(id)) changed.add(id);
  return changed;
}

/** A table with some rows replaced by others of the same ids. */
export function replaced<T>({ rows }: Table<T>, others: ReadonlyMap<string, T>): Table<T> {
  const list = rows.listUnder(rows.index);
  for (const [id, row] of others) list[rows.index.positions.get(id) ?? -1] = row;
  return { rows: new Rows(rows.index, list), changed: new Set(others.keys()) };
}

/**
 * The next table of a stage that makes one row of one row of the stage before.
 * @param input the stage before; a row stays as it is while nothing says that it has to be made again
 * @param stale ids whose row has to be looked at; those that changed in `input` are among them
 * @param make a row, or undefined for an id that has none
 */
export function advance<S, T>(
  input: Table<S>,
  before: Table<T> | undefined,
  stale: ReadonlySet<string>,
  make: (row: S, id: string) => T | undefined,
): Table<T> {
  const { index } = input.rows;
  const list = before?.rows.listUnder(index) ?? index.ids.map(() => undefined);
  const changed = new Set<string>();
  for (const id of before === undefined ? index.ids : stale) {
    const position = index.positions.get(id);
    const row = input.rows.get(id);
    const next = row === undefined ? undefined : make(row, id);
    if (next !== (position === undefined ? before?.rows.get(id) : list[position])) changed.add(id);
    if (position !== undefined) list[position] = next;
  }
  return { rows: new Rows(index, list), changed };
}
