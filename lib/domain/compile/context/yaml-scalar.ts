/** How PyYAML writes a text: plain, in single or in double quotes, folded at 80 columns. */

const WIDTH = 80;

/** Plain words that YAML 1.1 reads as something else than text. */
const READ_OTHERWISE = [
  /^(?:yes|no|true|false|on|off|null)$|^(?:Yes|No|True|False|On|Off|Null)$|^(?:YES|NO|TRUE|FALSE|ON|OFF|NULL)$/,
  /^(?:~|=|<<|[!&*])?$/,
  /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][\d_]*|0x[\da-fA-F_]+|[1-9][\d_]*(?::[0-5]?\d)+)$/,
  /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*)$/,
  /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^\d{4}-\d\d-\d\d$/,
  /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/,
];
const BEGINS_OTHERWISE = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?: |$))/;
const MEANS_OTHERWISE = /.:(?: |$)| #/;
const isPlain = (text: string): boolean =>
  ![/\n/, /^ | $/, BEGINS_OTHERWISE, MEANS_OTHERWISE, ...READ_OTHERWISE].some((pattern) => pattern.test(text));

/** Single quotes know no escapes: every character has to be one that prints, and no blank may stand beside a line end. */
const fitsSingle = (text: string): boolean => /^[\n\x20-\x7e]*$/.test(text) && !/\n | \n/.test(text);

/** Where a text is written. */
export interface TextPlace {
  /** Columns that a line which goes on is set in. */
  readonly indent: number;
  /** Where the text begins. */
  readonly column: number;
  /** A key stays on its line. */
  readonly isKey: boolean;
}

export function yamlText(text: string, place: TextPlace): string {
  if (!fitsSingle(text)) return doubleQuoted(text, place);
  return isPlain(text) ? flowed(text, place) : `'${flowed(text.replaceAll("'", "''"), moved(place, 1))}'`;
}

const moved = (place: TextPlace, columns: number): TextPlace => ({ ...place, column: place.column + columns });
const lineAt = (indent: number): string => `\n${' '.repeat(indent)}`;

/** A line that is too long goes on after a single blank; a line end is an empty line. */
function flowed(text: string, { indent, column, isKey }: TextPlace): string {
  let out = '';
  let at = column;
  for (const { 0: run, index } of text.matchAll(/ +|\n+|[^ \n]+/g)) {
    const isInside = index > 0 && index + run.length < text.length;
    const folds = run === ' ' && at > WIDTH && isInside && !isKey;
    if (folds || run.startsWith('\n')) {
      out += `${folds ? '' : run}${lineAt(indent)}`;
      at = indent;
    } else {
      out += run;
      at += run.length;
    }
  }
  return out;
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '\0': '0', '\x07': 'a', '\b': 'b', '\t': 't', '\n': 'n', '\v': 'v', '\f': 'f', '\r': 'r', '\x1b': 'e' },
  ...{ '"': '"', '\\': '\\', '\x85': 'N', '\xa0': '_', '\u2028': 'L', '\u2029': 'P' },
};

function escaped(char: string): string {
  if (/^[\x20-\x7e]$/.test(char) && char !== '"' && char !== '\\') return char;
  const short = ESCAPES[char];
  if (short !== undefined) return `\\${short}`;
  const code = char.codePointAt(0) ?? 0;
  const [letter, digits] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
  return `\\${letter}${code.toString(16).toUpperCase().padStart(Number(digits), '0')}`;
}

/** A line that is too long goes on after a backslash: before a blank, or after an escape. */
function doubleQuoted(text: string, { indent, column, isKey }: TextPlace): string {
  const chars = [...text];
  let out = '"';
  let at = column + 1;
  let follows = false;
  const breaks = (next: string | undefined): void => {
    const mark = next === ' ' ? '\\' : '';
    out += `\\${lineAt(indent)}${mark}`;
    at = indent + mark.length;
  };
  for (const [index, char] of chars.entries()) {
    const written = escaped(char);
    const isEscape = written !== char;
    const mayBreak = !isKey && index > 0 && index < chars.length - 1;
    if (mayBreak && !isEscape && (char === ' ' || follows) && at > WIDTH) breaks(char);
    out += written;
    at += written.length;
    if (mayBreak && isEscape && at - 1 > WIDTH) breaks(chars[index + 1]);
    follows = isEscape;
  }
  return `${out}"`;
}
