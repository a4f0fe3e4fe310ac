import type { Problem } from '#lib/contracts/problem.ts';

/** Largest file of a project, bytes: beyond it a file belongs into a table. */
export const MAX_BYTES = 5 * 1024 * 1024;

/** What a dbt project is made of; anything else would be a file that nothing reads. */
export const UPLOAD_TYPES = ['.csv', '.sql', '.py', '.yml', '.yaml', '.md', '.txt', '.json'] as const;

const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/\.(xlsx?|ods|numbers)$/i, 'Save the sheet as CSV (UTF-8) and upload that.'],
  [/\.(parquet|feather|arrow|orc|avro)$/i, 'Load it into the database and name the table as a source.'],
  [/\.(zip|gz|tgz|tar|bz2|xz|7z)$/i, 'Unpack it and upload the files.'],
  [/\.ipynb$/i, 'Put each cell into a .sql or .py file of its own.'],
  [/\.(pkl|pickle|joblib|onnx)$/i, 'Train the model here: trained models live in the database.'],
];

/** Why a file can't be uploaded, by its name and size alone: the browser asks before it sends, the server again. */
export function uploadFault(path: string, bytes: number): Omit<Problem, 'severity'> | undefined {
  const name = path.split('/').at(-1) ?? path;
  if (!UPLOAD_TYPES.some((type) => name.toLowerCase().endsWith(type))) {
    return {
      code: 'file.type',
      message: `${name} is of no kind that a project holds (${UPLOAD_TYPES.join(', ')}).`,
      remedy: INSTEAD.find(([pattern]) => pattern.test(name))?.[1] ?? 'Choose a file of one of these kinds.',
      path,
    };
  }
  if (bytes > MAX_BYTES) {
    return {
      code: 'file.large',
      message: `${name} has ${(bytes / 1024 / 1024).toFixed(1)} MB; a file of a project has 5 MB at most.`,
      remedy: 'Load large data into the database and name the table as a source.',
      path,
    };
  }
  return undefined;
}
