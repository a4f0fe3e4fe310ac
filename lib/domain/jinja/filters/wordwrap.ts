import { bind } from '../arguments.ts';
import type { Filter } from '../evaluate/interpreter.ts';
import { asIndex } from '../values/number.ts';
import { toText, truth } from '../values/text.ts';

/** `wordwrap(width, break_long_words, wrapstring, break_on_hyphens)`; newlines of the text stay. */
export const wordWrap: Filter = (input, args) => {
  const names = ['width', 'break_long_words', 'wrapstring', 'break_on_hyphens'];
  const [width = 79, breakLong = true, wrap = '\n', hyphens = true] = bind('wordwrap', args, names);
  const options = { width: Math.max(1, asIndex(width)), breakLong: truth(breakLong), hyphens: truth(hyphens) };
  return toText(input)
    .split('\n')
    .map((line) => wrapLine(line, options).join(toText(wrap)))
    .join(toText(wrap));
};

interface WrapOptions {
  readonly width: number;
  readonly breakLong: boolean;
  readonly hyphens: boolean;
}

function wrapLine(line: string, options: WrapOptions): string[] {
  const chunks = line.match(options.hyphens ? /\s+|[^\s-]+-+(?=\S)|[^\s-]*-*[^\s-]+|\S+/g : /\s+|\S+/g) ?? [];
  const lines: string[] = [];
  let current = '';
  for (const chunk of chunks) {
    let rest = chunk;
    if (current.length + rest.length > options.width && current !== '') {
      if (options.breakLong && rest.length > options.width && rest.trim() !== '') {
        const room = options.width - current.length;
        current += rest.slice(0, room);
        rest = rest.slice(room);
      }
      lines.push(current.trimEnd());
      current = '';
    }
    while (options.breakLong && rest.length > options.width && rest.trim() !== '') {
      lines.push(rest.slice(0, options.width));
      rest = rest.slice(options.width);
    }
    current = current === '' && lines.length > 0 ? rest.trimStart() : current + rest;
  }
  if (current.trim() !== '') lines.push(current.trimEnd());
  return lines;
}
