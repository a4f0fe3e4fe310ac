/** A column by name and the class of its type, as dbt compares contracts. */
export interface TypedColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * What keeps a query from fitting its contract, column by column; undefined when it fits. The
 * order of columns doesn't count: the contract's is built.
 */
export function contractMismatch(promised: readonly TypedColumn[], given: readonly TypedColumn[]): string | undefined {
  if (promised.length === 0) return 'This model has an enforced contract, and no columns in YAML.';
  const wanted = new Map(promised.map((column) => [column.name.toLowerCase(), column]));
  const there = new Set(given.map(({ name }) => name.toLowerCase()));
  const faults = given.flatMap(({ name, type }) => {
    const column = wanted.get(name.toLowerCase());
    if (column === undefined) return [`${name} is not in the contract`];
    return column.type === type ? [] : [`${name} is ${type}, the contract says ${column.type}`];
  });
  const missing = promised.filter(({ name }) => !there.has(name.toLowerCase())).map(({ name }) => `${name} is missing`);
  const all = [...faults, ...missing];
  return all.length === 0 ? undefined : `The columns of this model are not those of its contract: ${all.join('; ')}.`;
}

export const contractRemedy = 'Change the query, or the columns and their data_type in YAML.';
