import { type Cast, castBoolean, castNumber, castText, isNull, shortest } from './cast.ts';
import { castDate, castDateTime, castIsoDateTime, isZoned } from './cast-time.ts';

/** What the cells of a column turned out to be. */
export type SeedKind =
  | 'declared'
  | 'nothing'
  | 'integer'
  | 'bigint'
  | 'numeric'
  | 'double'
  | 'date'
  | 'timestamp'
  | 'boolean'
  | 'text';

/** Column type of a seed and how its cells are written for COPY. */
export interface SeedColumn {
  readonly name: string;
  readonly kind: SeedKind;
  readonly type: string;
  /** Some cells have a time zone: they are loaded with it, and only then turned into the session's. */
  readonly zoned: boolean;
  readonly cast: Cast;
}

/** dbt's order of preference (dbt_common/clients/agate_helper.py, build_type_tester). */
const candidates = [
  { name: 'number', cast: castNumber },
  { name: 'date', cast: castDate },
  { name: 'datetime', cast: castDateTime },
  { name: 'isodatetime', cast: castIsoDateTime },
  { name: 'boolean', cast: castBoolean },
] as const;

const types: Readonly<Record<Exclude<SeedKind, 'declared'>, string>> = {
  nothing: 'integer',
  integer: 'integer',
  bigint: 'bigint',
  numeric: 'numeric',
  double: 'double precision',
  date: 'date',
  timestamp: 'timestamp without time zone',
  boolean: 'boolean',
  text: 'text',
};

/**
 * Finds the types of a CSV's columns by looking at every cell, as dbt does with agate: the first
 * type that fits all cells. Empty cells and `null` fit every type.
 */
export class TypeFinder {
  readonly #columns: ColumnFinder[];

  /** @param declared `column_types` of the seed's config: those columns are taken as they are. */
  constructor(names: readonly string[], declared: Readonly<Record<string, string>>) {
    this.#columns = names.map(
      (name) => new ColumnFinder(name, Object.hasOwn(declared, name) ? declared[name] : undefined),
    );
  }

  look(cells: readonly string[]): void {
    for (const [index, column] of this.#columns.entries()) column.look(cells[index] ?? '');
  }

  columns(): SeedColumn[] {
    return this.#columns.map((column) => column.result());
  }
}

class ColumnFinder {
  readonly #name: string;
  readonly #declared: string | undefined;
  #fits: (typeof candidates)[number][] = [...candidates];
  #empty = true;
  #fraction = false;
  #zoned = false;
  #widest = 0n;

  constructor(name: string, declared: string | undefined) {
    this.#name = name;
    this.#declared = declared;
    if (declared !== undefined) this.#fits = [];
  }

  look(cell: string): void {
    if (this.#fits.length === 0 || isNull(cell)) return;
    this.#empty = false;
    for (const { name, cast } of this.#fits) {
      const value = cast(cell);
      if (value === undefined) this.#fits = this.#fits.filter((candidate) => candidate.name !== name);
      else if (value === null) continue;
      else if (name === 'number') this.#measure(value);
      else if (name === 'isodatetime' && isZoned(value)) this.#zoned = true;
    }
  }

  #measure(value: string): void {
    // Nine digits fit every type.
    if (value.length < 10 && !value.includes('.') && !/[a-z]/i.test(value)) return;
    const short = shortest(value);
    if (!/^-?\d+$/.test(short)) {
      this.#fraction = true;
      return;
    }
    const size = BigInt(short);
    const width = size < 0n ? -size - 1n : size;
    if (width > this.#widest) this.#widest = width;
  }

  result(): SeedColumn {
    const name = this.#name;
    if (this.#declared !== undefined) {
      return { name, kind: 'declared', type: this.#declared, zoned: false, cast: castText };
    }
    const [first] = this.#fits;
    const kind = this.#empty ? 'nothing' : this.#kindOf(first?.name);
    return {
      name,
      kind,
      type: types[kind],
      zoned: kind === 'timestamp' && first?.name === 'isodatetime' && this.#zoned,
      cast: first?.cast ?? castText,
    };
  }

  #kindOf(name: (typeof candidates)[number]['name'] | undefined): Exclude<SeedKind, 'declared'> {
    switch (name) {
      case 'number':
        return this.#numberKind();
      case 'date':
      case 'boolean':
        return name;
      case 'datetime':
      case 'isodatetime':
        return 'timestamp';
      case undefined:
        return 'text';
    }
  }

  /** dbt: float8 when any number has decimals, else integer; wider ones, which it can't load, get the type that holds them. */
  #numberKind(): 'integer' | 'bigint' | 'numeric' | 'double' {
    if (this.#fraction) return 'double';
    if (this.#widest <= 2_147_483_647n) return 'integer';
    return this.#widest <= 9_223_372_036_854_775_807n ? 'bigint' : 'numeric';
  }
}
