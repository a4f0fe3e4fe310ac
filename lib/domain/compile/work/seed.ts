import type { NodeWork } from '../../../contracts/compilation.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { flagOf, recordOf, textOf } from '../config/read.ts';
import type { Draft } from '../draft.ts';
import { indexesOf, problemOf, relationNameOf } from './parts.ts';

/** Loads the rows of a CSV file. */
export function seedWork(draft: Draft): NodeWork | Problem {
  if (draft.text.includes('\0')) {
    return problemOf(
      draft,
      'seed.nul',
      'This file holds NUL characters: it is not CSV in UTF-8.',
      'Save it as CSV in UTF-8.',
    );
  }
  if (draft.text.trim() === '')
    return problemOf(
      draft,
      'seed.empty',
      'This file is empty.',
      'Write at least a line with the names of the columns.',
    );
  const types = Object.entries(recordOf(draft.config.column_types)).map(
    ([key, value]) => [key, String(value)] as const,
  );
  const delimiter = textOf(draft.config, 'delimiter') ?? ',';
  if ([...delimiter].length !== 1 || /["\r\n]/.test(delimiter)) return badDelimiter(draft, delimiter);
  return {
    type: 'seed',
    relation: relationNameOf(draft),
    csv: draft.text,
    columnTypes: Object.fromEntries(types),
    delimiter,
    quoteColumns: flagOf(draft.config, 'quote_columns', true),
    indexes: indexesOf(draft),
  };
}

const badDelimiter = (draft: Draft, delimiter: string): Problem =>
  problemOf(
    draft,
    'config.value',
    `The delimiter of the seed "${draft.name}" is ${JSON.stringify(delimiter)}: it has to be one character.`,
    'Write it in double quotes in YAML, a tab as  delimiter: "\\t".',
  );
