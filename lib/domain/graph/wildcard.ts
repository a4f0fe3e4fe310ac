const patterns = new Map<string, RegExp>();

/** Whether a text fits a pattern with `*`, `?` and `[…]`, as Python's fnmatch. */
export function matches(text: string, pattern: string): boolean {
  if (!/[*?[]/.test(pattern)) return text === pattern;
  let regexp = patterns.get(pattern);
  if (regexp === undefined) {
    const source = pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')
      .replace(/\[!/g, '[^');
    regexp = new RegExp(`^${source}$`, 's');
    patterns.set(pattern, regexp);
  }
  return regexp.test(text);
}
