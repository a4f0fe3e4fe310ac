import type { ExtractLine } from '#components/ui/index.ts';

/** The lines around a problem, three before and two after. */
export function extractOf(text: string | undefined, line: number): readonly ExtractLine[] {
  if (text === undefined) return [];
  const lines = text.split('\n');
  const first = Math.max(1, line - 3);
  return lines
    .slice(first - 1, line + 2)
    .map((content, at) => ({ number: first + at, text: content, wrong: first + at === line }));
}
