import { bind } from '../arguments.ts';
import { typeError, undefinedFailure, valueError } from '../errors.ts';
import type { Filter } from '../evaluate/interpreter.ts';
import { lines } from '../methods/string-split.ts';
import { asIndex } from '../values/number.ts';
import { characters, textLength } from '../values/sequence.ts';
import { toText, truth, typeName } from '../values/text.ts';
import { Undefined } from '../values/value.ts';

interface WrapOptions {
  readonly width: number;
  readonly breakLong: boolean;
  readonly hyphens: boolean;
}

/** `wordwrap(width, break_long_words, wrapstring, break_on_hyphens)`; newlines of the text stay. */
export const wordWrap: Filter = (input, args) => {
  const names = ['width', 'break_long_words', 'wrapstring', 'break_on_hyphens'];
  const [width = 79, breakLong = true, wrap = null, hyphens = true] = bind('wordwrap', args, names);
  if (input instanceof Undefined) throw undefinedFailure(input);
  if (typeof input !== 'string') throw typeError(`'${typeName(input)}' object has no attribute 'splitlines'`);
  const separator = wrap === null ? '\n' : toText(wrap);
  const paragraphs = lines(input);
  const size = paragraphs.length === 0 ? 1 : asIndex(width);
  if (size <= 0) throw valueError(`invalid width ${size} (must be > 0)`);
  const options = { width: size, breakLong: truth(breakLong), hyphens: truth(hyphens) };
  return paragraphs.map((line) => wrapLine(line, options).join(separator)).join(separator);
};

// White space of Python's textwrap: ASCII alone, so that a no-break space does not break.
const WORDS = /[\t\n\v\f\r ]+|[^\t\n\v\f\r ]+/g;
const WORD_PARTS =
  /[\t\n\v\f\r ]+|(?<=[\w!"'&.,?])-{2,}(?=\w)|[^\t\n\v\f\r ]+?(?:-(?:(?<=[^\d\W]{2}-)|(?<=[^\d\W]-[^\d\W]-))(?=[^\d\W]-?[^\d\W])|(?=[\t\n\v\f\r ]|$)|(?<=[\w!"'&.,?])(?=-{2,}\w))/gu;
const isSpace = (chunk: string | undefined): boolean => chunk !== undefined && /^[\t\n\v\f\r ]*$/.test(chunk);

/** Fills lines with chunks, as `textwrap.wrap` does. */
function wrapLine(line: string, options: WrapOptions): string[] {
  const chunks = (line.match(options.hyphens ? WORD_PARTS : WORDS) ?? []).reverse();
  const made: string[] = [];
  while (chunks.length > 0) {
    if (isSpace(chunks.at(-1)) && made.length > 0) chunks.pop();
    const current: string[] = [];
    let length = 0;
    for (
      let next = chunks.at(-1);
      next !== undefined && length + textLength(next) <= options.width;
      next = chunks.at(-1)
    ) {
      current.push(next);
      length += textLength(next);
      chunks.pop();
    }
    if (textLength(chunks.at(-1) ?? '') > options.width) breakChunk(chunks, current, length, options);
    if (isSpace(current.at(-1))) current.pop();
    if (current.length > 0) made.push(current.join(''));
  }
  return made;
}

/** A chunk longer than a line is cut, or stands on a line of its own. */
function breakChunk(chunks: string[], current: string[], length: number, options: WrapOptions): void {
  const chunk = chunks.pop() ?? '';
  if (!options.breakLong) {
    (current.length === 0 ? current : chunks).push(chunk);
    return;
  }
  const letters = characters(chunk);
  // No room leaves the chunk to the next line, whole.
  const room = options.width - length;
  const hyphen = options.hyphens && letters.length > room ? letters.slice(0, room).lastIndexOf('-') : -1;
  const useHyphen = hyphen > 0 && letters.slice(0, hyphen).some((letter) => letter !== '-');
  const end = useHyphen ? hyphen + 1 : room;
  current.push(letters.slice(0, end).join(''));
  chunks.push(letters.slice(end).join(''));
}
