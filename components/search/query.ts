/** What is looked for, and where. */
export interface SearchQuery {
  readonly text: string;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
  readonly regex: boolean;
  /** Patterns of paths, with commas between: `models/**`, `*.sql`; empty is every file. */
  readonly include: string;
  readonly exclude: string;
}

export const NO_QUERY: SearchQuery = {
  text: '',
  matchCase: false,
  wholeWord: false,
  regex: false,
  include: '',
  exclude: '',
};

const WORD = '[\\p{L}\\p{N}_]';

/**
 * The pattern that finds what is asked.
 * @throws SyntaxError where a regular expression can't be read
 */
export function patternOf({ text, matchCase, wholeWord, regex }: SearchQuery): RegExp {
  const source = regex
    ? text
    : text.replace(/[\\^$.*+?()[\]{}|/-]/g, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
  const words = wholeWord ? `(?<!${WORD})(?:${source})(?!${WORD})` : source;
  return new RegExp(words, `gmu${matchCase ? '' : 'i'}`);
}

/** What a match becomes: in a regular expression `$1`, `$<name>`, `$&`, `$$`, `\n` and `\t` have their meaning. */
export function replacementOf(match: RegExpExecArray | RegExpMatchArray, template: string, regex: boolean): string {
  if (!regex) return template;
  return template.replace(
    /\\([nt\\])|\$(?:(\$)|(&)|(\d{1,2})|<([^>]*)>)/g,
    (whole, sign, dollar, all, number, name) => {
      if (sign !== undefined) return sign === 'n' ? '\n' : sign === 't' ? '\t' : '\\';
      if (dollar) return '$';
      if (all) return match[0];
      if (number !== undefined) {
        const at = Number(number);
        return at > 0 && at < match.length ? (match[at] ?? '') : whole;
      }
      return match.groups ? (match.groups[name] ?? '') : whole;
    },
  );
}

/** Whether a path is searched: one of `include` fits it, or none is written, and none of `exclude` does. */
export function pathFilter({ include, exclude }: Pick<SearchQuery, 'include' | 'exclude'>): (path: string) => boolean {
  const [wanted, unwanted] = [globsOf(include), globsOf(exclude)];
  return (path) =>
    (wanted.length === 0 || wanted.some((glob) => glob.test(path))) && !unwanted.some((glob) => glob.test(path));
}

/** Commas between braces belong to their pattern. */
function globsOf(patterns: string): RegExp[] {
  return patterns
    .split(/,(?![^{]*\})/)
    .map((pattern) => pattern.trim().replace(/^\.?\//, ''))
    .filter((pattern) => pattern !== '')
    .map(globOf);
}

/** A pattern without a slash fits a file or folder of that name anywhere; a folder stands for all in it. */
function globOf(pattern: string): RegExp {
  const body = pattern.replace(/\/$/, '').replace(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[.+^$()[\]{}|\\]/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1) return `(?:${part.slice(1, -1).split(',').map(escaped).join('|')})`;
    return escaped(part);
  });
  const start = pattern.replace(/\/$/, '').includes('/') ? '^' : '(?:^|/)';
  return new RegExp(`${start}${body}(?:/.*)?$`, 'i');
}

const escaped = (text: string): string => text.replace(/[.+^$()[\]{}|\\*?]/g, '\\$&');
