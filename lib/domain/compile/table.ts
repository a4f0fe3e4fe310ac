/** What a stage made, by unique id in the order of the project, beside what it made the time before. */
export interface Table<T> {
  readonly rows: ReadonlyMap<string, T>;
  /** Ids whose row is new, another object, or gone. */
  readonly changed: ReadonlySet<string>;
  /** Whether there are the same ids in the same order as before. */
  readonly isSameOrder: boolean;
}

/** Compares rows that were all made anew with those before. */
export function tableOf<T>(rows: ReadonlyMap<string, T>, before: ReadonlyMap<string, T> | undefined): Table<T> {
  if (before === undefined) return { rows, changed: new Set(rows.keys()), isSameOrder: false };
  const changed = new Set<string>();
  let isSameOrder = rows.size === before.size;
  const old = before.entries();
  for (const [id, row] of rows) {
    const [oldId, oldRow] = old.next().value ?? [];
    if (oldId === id) {
      if (oldRow !== row) changed.add(id);
      continue;
    }
    isSameOrder = false;
    if (before.get(id) !== row) changed.add(id);
  }
  if (!isSameOrder) for (const id of before.keys()) if (!rows.has(id)) changed.add(id);
  return { rows, changed, isSameOrder };
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
  const isPatch = before !== undefined && input.isSameOrder && before.rows.size === input.rows.size;
  if (isPatch) return patched(input, before, stale, make);
  const rows = new Map<string, T>();
  for (const [id, row] of input.rows) {
    const known = before === undefined || stale.has(id) ? undefined : before.rows.get(id);
    const next = known ?? make(row, id);
    if (next !== undefined) rows.set(id, next);
  }
  return tableOf(rows, before?.rows);
}

/** A few rows of many. */
function patched<S, T>(
  input: Table<S>,
  before: Table<T>,
  stale: ReadonlySet<string>,
  make: (row: S, id: string) => T | undefined,
): Table<T> {
  const rows = new Map(before.rows);
  const changed = new Set<string>();
  let isSameOrder = true;
  for (const id of stale) {
    const row = input.rows.get(id);
    if (row === undefined) continue;
    const next = make(row, id);
    if (next === rows.get(id)) continue;
    changed.add(id);
    if (next !== undefined) rows.set(id, next);
    else isSameOrder = !rows.delete(id) && isSameOrder;
  }
  return { rows, changed, isSameOrder };
}
