import { SQL } from './sql-language.ts';

/** Files as Monaco addresses them: `insitu:/models/a.sql`. */
export const SCHEME = 'insitu';

export const pathOf = (uri: { readonly path: string }): string => uri.path.replace(/^\//, '');

/** Monaco's language of a file. */
export function languageOf(path: string): string {
  if (path.endsWith('.sql')) return SQL;
  if (path.endsWith('.py')) return 'python';
  if (/\.ya?ml$/.test(path)) return 'yaml';
  return path.endsWith('.md') ? 'markdown' : 'plaintext';
}
