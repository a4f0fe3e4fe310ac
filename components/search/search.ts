import { pathFilter, patternOf, replacementOf, type SearchQuery } from './query.ts';

/** A match: where it stands in the file's text, its line, and what it would become. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The line around it, cut to what can be read, and where the match is in it. */
  readonly preview: string;
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

export interface FileMatches {
  readonly path: string;
  readonly matches: readonly Match[];
}

export interface SearchResult {
  readonly files: readonly FileMatches[];
  readonly count: number;
  /** There are more: the search was ended at `MOST_MATCHES`. */
  readonly cut: boolean;
}

/** More than anyone reads; a letter typed into the field must not fill the memory. */
export const MOST_MATCHES = 10_000;
/** The panel is narrow: the match has to be seen without a wider one. */
const BEFORE = 14;
const AFTER = 160;

/**
 * Looks through files in the order of their paths. Empty matches are none: they would change nothing that is seen.
 * @throws SyntaxError where a regular expression can't be read
 */
export function searchFiles(
  files: Iterable<readonly [path: string, text: string]>,
  query: SearchQuery,
  replacement: string,
): SearchResult {
  if (query.text === '') return { files: [], count: 0, cut: false };
  const pattern = patternOf(query);
  const wanted = pathFilter(query);
  const found: FileMatches[] = [];
  let count = 0;
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!wanted(path)) continue;
    const matches = matchesOf(text, pattern, replacement, query.regex, MOST_MATCHES - count);
    if (matches.length > 0) found.push({ path, matches });
    count += matches.length;
    if (count >= MOST_MATCHES) return { files: found, count, cut: true };
  }
  return { files: found, count, cut: false };
}

function matchesOf(text: string, pattern: RegExp, replacement: string, regex: boolean, most: number): Match[] {
  const matches: Match[] = [];
  let line = 1;
  let lineStart = 0;
  for (const match of text.matchAll(pattern)) {
    if (match[0] === '') continue;
    const start = match.index;
    for (let next = text.indexOf('\n', lineStart); next >= 0 && next < start; next = text.indexOf('\n', lineStart)) {
      line += 1;
      lineStart = next + 1;
    }
    matches.push({
      start,
      end: start + match[0].length,
      line,
      column: start - lineStart + 1,
      ...previewOf(text, lineStart, start, start + match[0].length),
      put: replacementOf(match, replacement, regex),
    });
    if (matches.length >= most) break;
  }
  return matches;
}

function previewOf(text: string, lineStart: number, start: number, end: number) {
  const lineEnd = text.indexOf('\n', start);
  const last = Math.min(lineEnd < 0 ? text.length : lineEnd, start + AFTER);
  const indent = /^\s*/.exec(text.slice(lineStart, start))?.[0].length ?? 0;
  const first = Math.max(lineStart + indent, start - BEFORE);
  const cut = first > lineStart + indent ? '…' : '';
  const from = cut.length + start - first;
  return { preview: cut + text.slice(first, last), from, to: Math.min(from + end - start, cut.length + last - first) };
}
