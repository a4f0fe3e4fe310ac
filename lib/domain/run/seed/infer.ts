import {
  type Cast,
  castBoolean,
  castDate,
  castDateTime,
  castIsoDateTime,
  castNumber,
  castText,
  isNull,
} from './cast.ts';

/** Column type of a seed and how its cells are written for COPY. */
export interface SeedColumn {
  readonly name: string;
  readonly type: string;
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

const fixedTypes = {
  date: 'date',
  datetime: 'timestamp without time zone',
  isodatetime: 'timestamp without time zone',
  boolean: 'boolean',
} as const;

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
  #fraction = false;
  #widest = 0n;

  constructor(name: string, declared: string | undefined) {
    this.#name = name;
    this.#declared = declared;
    if (declared !== undefined) this.#fits = [];
  }

  look(cell: string): void {
    if (this.#fits.length === 0 || isNull(cell)) return;
    for (const { name, cast } of this.#fits) {
      const value = cast(cell);
      if (value === undefined) this.#fits = this.#fits.filter((candidate) => candidate.name !== name);
      else if (name === 'number') this.#measure(value);
    }
  }

  #measure(value: string): void {
    // Nine digits fit every type.
    if (value.length < 10 && !value.includes('.') && !/[a-z]/i.test(value)) return;
    if (!/^-?\d+$/.test(value)) {
      this.#fraction = true;
      return;
    }
    const size = BigInt(value);
    const width = size < 0n ? -size - 1n : size;
    if (width > this.#widest) this.#widest = width;
  }

  result(): SeedColumn {
    const name = this.#name;
    if (this.#declared !== undefined) return { name, type: this.#declared, cast: castText };
    const [first] = this.#fits;
    if (!first) return { name, type: 'text', cast: castText };
    const type = first.name === 'number' ? this.#numberType() : fixedTypes[first.name];
    return { name, type, cast: first.cast };
  }

  /** dbt: float8 when any number has decimals, else integer; wider ones, which it can't load, get the type that holds them. */
  #numberType(): string {
    if (this.#fraction) return 'double precision';
    if (this.#widest <= 2_147_483_647n) return 'integer';
    return this.#widest <= 9_223_372_036_854_775_807n ? 'bigint' : 'numeric';
  }
}
