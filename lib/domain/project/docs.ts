import type { Problem } from '../../contracts/problem.ts';
import { TextLines } from './text-lines.ts';

/** A `{% docs name %}` block of a Markdown file. */
export interface DocsBlock {
  readonly name: string;
  readonly text: string;
  readonly path: string;
  readonly line: number;
}

const BLOCK = /\{%-?\s*docs\s+([^\W\d]\w*)\s*-?%\}([\s\S]*?)\{%-?\s*enddocs\s*-?%\}/gu;
const OPENING = /\{%-?\s*docs\s+([^\W\d]\w*)\s*-?%\}/gu;

/** Docs blocks of one file. Their text is not rendered. */
export function readDocs(text: string, path: string): { blocks: DocsBlock[]; problems: Problem[] } {
  if (!text.includes('docs')) return { blocks: [], problems: [] };
  const lines = new TextLines(text);
  const blocks = [...text.matchAll(BLOCK)].map((match) => {
    const [, name = '', body = ''] = match;
    return { name, text: body.trim(), path, line: lines.position(match.index).line };
  });
  const rest = text.replace(BLOCK, (whole) => ' '.repeat(whole.length));
  const problems = [...rest.matchAll(OPENING)].map(
    (match): Problem => ({
      code: 'docs.unclosed',
      severity: 'error',
      message: `The docs block "${match[1]}" is never closed.`,
      path,
      ...lines.position(match.index),
      remedy: 'Add {% enddocs %}.',
    }),
  );
  return { blocks, problems };
}
