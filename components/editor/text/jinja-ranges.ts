/** A piece of Jinja in a text: `{{ … }}`, `{% … %}` or `{# … #}`, end exclusive. */
export interface JinjaRange {
  readonly start: number;
  readonly end: number;
  readonly kind: 'expression' | 'statement' | 'comment';
  /** False where the closing delimiter is missing: the piece goes to the end of the text. */
  readonly closed: boolean;
}

const OPEN = /\{[{%#]/g;
const KINDS = { '{{': 'expression', '{%': 'statement', '{#': 'comment' } as const;

/** All pieces of Jinja, in order. A delimiter in a string of the expression does not end it. */
export function jinjaRanges(text: string): JinjaRange[] {
  const ranges: JinjaRange[] = [];
  OPEN.lastIndex = 0;
  for (let match = OPEN.exec(text); match; match = OPEN.exec(text)) {
    const opener = match[0];
    const kind = opener === '{{' || opener === '{%' ? KINDS[opener] : KINDS['{#'];
    const end = closeOf(text, match.index + 2, kind);
    ranges.push({ start: match.index, end: end ?? text.length, kind, closed: end !== undefined });
    OPEN.lastIndex = end ?? text.length;
  }
  return ranges;
}

/** The piece the offset stands in, its delimiters excluded. */
export function jinjaAt(ranges: readonly JinjaRange[], offset: number): JinjaRange | undefined {
  return ranges.find(({ start, end, closed }) => offset >= start + 2 && offset <= (closed ? end - 2 : end));
}

function closeOf(text: string, from: number, kind: JinjaRange['kind']): number | undefined {
  if (kind === 'comment') {
    const at = text.indexOf('#}', from);
    return at < 0 ? undefined : at + 2;
  }
  const closer = kind === 'expression' ? '}}' : '%}';
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (quote !== '') {
      if (letter === '\\') at++;
      else if (letter === quote || letter === '\n') quote = '';
    } else if (letter === "'" || letter === '"') quote = letter;
    else if (text.startsWith(closer, at)) return at + 2;
  }
  return undefined;
}

/** The text with every piece of Jinja and every SQL comment and string made blank, so that offsets and lines stay. */
export function blanked(text: string, ranges: readonly JinjaRange[] = jinjaRanges(text)): string {
  let out = '';
  let at = 0;
  for (const { start, end } of ranges) {
    out += text.slice(at, start) + blank(text.slice(start, end));
    at = end;
  }
  out += text.slice(at);
  return out.replaceAll(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)/g, blank);
}

const blank = (piece: string): string => piece.replaceAll(/[^\n]/g, ' ');
