/** How well `text` answers `typed`: higher is better, null is not at all. Letters must come in order. */
export function fuzzyScore(typed: string, text: string): number | null {
  const needle = typed.toLowerCase().replaceAll(/\s+/g, '');
  const hay = text.toLowerCase();
  if (needle === '') return 0;
  const whole = hay.indexOf(typed.trim().toLowerCase());
  if (whole >= 0) return 1000 - whole + (isStart(text, whole) ? 200 : 0) - text.length / 100;
  let score = 0;
  let at = -1;
  for (const letter of needle) {
    const next = hay.indexOf(letter, at + 1);
    if (next < 0) return null;
    score += next === at + 1 ? 8 : isStart(text, next) ? 6 : 1;
    at = next;
  }
  return score - text.length / 100;
}

/** The best `limit` of `items`, best first; an empty text keeps the order given. */
export function fuzzyFind<T>(typed: string, items: readonly T[], textOf: (item: T) => string, limit: number): T[] {
  if (typed.trim() === '') return items.slice(0, limit);
  return items
    .flatMap((item) => {
      const score = fuzzyScore(typed, textOf(item));
      return score === null ? [] : [{ item, score }];
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ item }) => item);
}

/** A letter that begins a word: after a separator, or a capital after a small letter. */
function isStart(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text[at - 1] ?? '';
  const here = text[at] ?? '';
  return /[\s_./-]/.test(before) || (/[a-z]/.test(before) && /[A-Z]/.test(here));
}
