const patterns = new Map<string, RegExp>();

export const isPattern = (text: string): boolean => /[*?[\]]/.test(text);

/** Whether a text fits a pattern with `*`, `?` and `[…]`, as Python's fnmatch. */
export const matches = (text: string, pattern: string): boolean =>
  text === pattern || (isPattern(pattern) && compiled(pattern, '.*', '.').test(text));

/** Whether a path fits a glob: `*` stays in its folder, `**` goes through any number of them. */
export const matchesPath = (path: string, glob: string): boolean =>
  path === glob || (isPattern(glob) && compiled(glob, '[^/]*', '[^/]').test(path));

function compiled(pattern: string, star: string, one: string): RegExp {
  const key = `${one}${pattern}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const made = new RegExp(`^${sourceOf(pattern, star, one)}$`, 's');
  patterns.set(key, made);
  return made;
}

const TOKEN = /\*\*\/|\*\*|\*|\?|\[!?\]?[^\]]*\]|[\s\S]/g;

function sourceOf(pattern: string, star: string, one: string): string {
  return pattern.replace(TOKEN, (token) => {
    if (token === '**/') return one === '.' ? '.*/' : '(?:[^/]+/)*';
    if (token === '**') return '.*';
    if (token === '*') return star;
    if (token === '?') return one;
    if (token.length > 1) return `[${token.slice(1, -1).replace(/^!/, '^').replace(/[\\[]/g, '\\$&')}]`;
    return token.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  });
}
