import { isCollection, parseDocument, visit } from 'yaml';

/** Far more than a file has; each costs another parse. */
const MOST = 200;

/**
 * PyYAML pays no heed to indentation between brackets. The parser here ends a collection in brackets
 * where a line is indented less than what the collection stands in, so such a collection is put on
 * one line: its line ends and comments become blanks, and every offset stays what it was.
 */
export function joinFlowLines(text: string): string {
  let joined = text;
  for (let left = MOST; left > 0; left -= 1) {
    const start = unclosedFlow(joined);
    const next = start === undefined ? joined : joinedFrom(joined, start);
    if (next === joined) return joined;
    joined = next;
  }
  return joined;
}

/** Where a collection begins that the parser ended before its bracket. */
function unclosedFlow(text: string): number | undefined {
  let found: number | undefined;
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  visit(document, {
    Collection(_, node) {
      if (!isCollection(node) || node.flow !== true || !node.range) return undefined;
      const [start, end] = node.range;
      if (text[end - 1] === (text[start] === '[' ? ']' : '}')) return undefined;
      found = start;
      return visit.BREAK;
    },
  });
  return found;
}

const PARTS = /"(?:\\[\s\S]|[^"\\])*"|'(?:''|[^'])*'|(?<=\s)#[^\n]*|\n|[[{]|[\]}]/g;

/** The text with the collection that begins at an offset on one line; unchanged where its bracket is never closed. */
function joinedFrom(text: string, start: number): string {
  let depth = 0;
  let joined = '';
  let at = start;
  for (const { 0: part, index } of text.slice(start).matchAll(PARTS)) {
    joined += text.slice(at, start + index);
    at = start + index + part.length;
    joined += part === '\n' || part.startsWith('#') ? ' '.repeat(part.length) : part;
    if (part === '[' || part === '{') depth += 1;
    else if (part === ']' || part === '}') depth -= 1;
    if (depth === 0) return text.slice(0, start) + joined + text.slice(at);
  }
  return text;
}
