interface Rule {
  readonly matches: RegExp;
  readonly hides: boolean;
}

/**
 * Reads a package's `.dbtignore`: patterns as in `.gitignore`, of which the last that matches a file decides.
 * As in dbt, and not as in git, `!` takes back a file even where its folder is hidden.
 * @returns whether a file is hidden, by its path below the package's folder
 */
export function readIgnoreFile(text: string): (path: string) => boolean {
  const rules = text.split('\n').flatMap(ruleOf);
  return (path) => rules.findLast(({ matches }) => matches.test(path))?.hides ?? false;
}

function ruleOf(line: string): Rule[] {
  const pattern = line.endsWith('\\ ') ? line.trimStart() : line.trim();
  if (pattern === '' || pattern === '/' || pattern.startsWith('#')) return [];
  const hides = !pattern.startsWith('!');
  return [{ matches: expressionOf(hides ? pattern : pattern.slice(1)), hides }];
}

/** A pattern with a slash before its end begins at the package's folder, any other in whatever folder. */
function expressionOf(pattern: string): RegExp {
  const segments = pattern.split('/');
  const isFolder = segments.at(-1) === '' && segments.length > 1;
  if (isFolder) segments.pop();
  const isAnywhere = segments.length === 1;
  if (segments[0] === '') segments.shift();
  const below = isFolder ? '/.+' : '(?:/.+)?';
  const written = segments.map((segment, index) => {
    const isLast = index === segments.length - 1;
    if (segment === '**') return isLast ? '.+' : '(?:.+/)?';
    return `${globOf(segment)}${isLast ? '' : '/'}`;
  });
  return new RegExp(`^${isAnywhere ? '(?:.+/)?' : ''}${written.join('')}${below}$`, 'u');
}

const TOKENS = /\\(.)|\[([!^]?)(\]?[^\]]*)\]|(\*+)|(\?)|./gu;

/** One segment of a path, with `*`, `?` and sets of letters. */
const globOf = (segment: string): string =>
  segment.replace(TOKENS, (token, escaped?: string, not?: string, set?: string, many?: string, one?: string) => {
    if (set !== undefined) return `[${not === '' ? '' : '^'}${set.replace(/[\\\][^]/g, '\\$&')}]`;
    if (many !== undefined) return '[^/]*';
    if (one !== undefined) return '[^/]';
    return (escaped ?? token).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
