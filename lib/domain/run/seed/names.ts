import { Buffer } from 'node:buffer';
import { cutBytes, maxNameBytes } from '../quote.ts';

/** Names of a seed's columns and what was done to them. */
export interface ColumnNames {
  /** As agate gives them, by which `column_types` speaks of them. */
  readonly given: readonly string[];
  /** As PostgreSQL will call them. */
  readonly stored: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Column names from a header: a blank one becomes a letter by its place, one that is there already
 * gets `_2`, as agate does it; then what PostgreSQL does with a name it is given.
 * @param quoted `quote_columns: false` is false: an unquoted name is folded to lower case.
 */
export function columnNames(header: readonly string[], quoted: boolean): ColumnNames {
  const given: string[] = [];
  const warnings: string[] = [];
  for (const [index, cell] of header.entries()) {
    const wanted = cell || letterName(index);
    const name = unusedName(wanted, given);
    if (!cell) warnings.push(`Column ${index + 1} has no name: it is called "${name}".`);
    else if (name !== cell) warnings.push(`Column "${cell}" is there twice: the second is called "${name}".`);
    given.push(name);
  }
  const stored = given.map((name) => cutBytes(quoted ? name : asIdentifier(name), maxNameBytes));
  for (const [index, name] of given.entries()) {
    if (Buffer.byteLength(name) > maxNameBytes)
      warnings.push(`The column name "${name}" is too long: it is cut to "${stored[index]}".`);
  }
  return { given, stored, warnings };
}

function unusedName(wanted: string, taken: readonly string[]): string {
  let name = wanted;
  for (let count = 2; taken.includes(name); count += 1) name = `${wanted}_${count}`;
  return name;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** a … z, aa, bb … */
const letterName = (index: number): string =>
  letters.charAt(index % letters.length).repeat(Math.floor(index / letters.length) + 1);

/** What PostgreSQL takes an unquoted name for: spaces around it are none of it; a header may bring quotes of its own (`"""default"""`). */
function asIdentifier(name: string): string {
  const bare = name.trim();
  return /^"(?:[^"]|"")+"$/.test(bare) ? bare.slice(1, -1).replaceAll('""', '"') : foldCase(bare);
}

/** PostgreSQL folds only the letters of ASCII in a multi-byte encoding. */
const foldCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
