/** One record of a CSV text. */
export interface CsvRow {
  /** Line of the file where the row starts, from 1. */
  readonly line: number;
  /** Empty for a blank line. */
  readonly cells: readonly string[];
}

/** A double quote that is never closed, on the line where its record starts. */
export class OpenQuote extends Error {
  readonly line: number;

  constructor(line: number) {
    super(`a quote that opens in line ${line} is never closed`);
    this.line = line;
  }
}

const quote = 34;
const newline = 10;
const carriageReturn = 13;

/**
 * Cuts a text into records as Python's csv module does with its default dialect, which is what dbt
 * reads seeds with: a quote means something only at the start of a cell, text after a closing quote
 * belongs to the cell, a blank line is a record without cells. csv-parse knows neither of the last two.
 */
export class CsvCutter {
  readonly #text: string;
  readonly #delimiter: string;
  #at = 0;
  #line = 1;

  constructor(text: string, delimiter: string) {
    this.#text = text;
    this.#delimiter = delimiter;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  /** Records until about so many characters are read; none at the end. */
  take(characters: number): CsvRow[] {
    const rows: CsvRow[] = [];
    const until = this.#at + characters;
    while (this.#at < until && this.#at < this.#text.length) rows.push(this.#record());
    return rows;
  }

  #record(): CsvRow {
    const text = this.#text;
    const line = this.#line;
    const found = text.indexOf('\n', this.#at);
    const end = found < 0 ? text.length : found;
    const whole = text.slice(this.#at, end);
    if (whole.includes('"') || whole.includes('\r')) return { line, cells: this.#carefully() };
    this.#at = end + 1;
    this.#line += 1;
    return { line, cells: whole === '' ? [] : whole.split(this.#delimiter) };
  }

  /** Cell by cell, where quotes or carriage returns are about. */
  #carefully(): readonly string[] {
    if (this.#endsLine()) return [];
    const cells: string[] = [];
    for (;;) {
      const quoted = this.#text.charCodeAt(this.#at) === quote ? this.#quoted() : '';
      cells.push(quoted + this.#bare());
      if (this.#text.startsWith(this.#delimiter, this.#at)) this.#at += this.#delimiter.length;
      else if (this.#endsLine()) return cells;
    }
  }

  #bare(): string {
    const { length } = this.#text;
    const from = this.#at;
    const stop = this.#delimiter.charCodeAt(0);
    for (; this.#at < length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === newline || code === carriageReturn) break;
      if (code === stop && this.#text.startsWith(this.#delimiter, this.#at)) break;
    }
    return this.#text.slice(from, this.#at);
  }

  #quoted(): string {
    const text = this.#text;
    let from = this.#at + 1;
    let value = '';
    for (;;) {
      const closing = text.indexOf('"', from);
      if (closing < 0) throw new OpenQuote(this.#line);
      value += text.slice(from, closing);
      if (text.charCodeAt(closing + 1) !== quote) {
        this.#at = closing + 1;
        break;
      }
      value += '"';
      from = closing + 2;
    }
    // The file is read with universal newlines before it is cut.
    const lines = value.includes('\r') ? value.replace(/\r\n?/g, '\n') : value;
    for (let at = lines.indexOf('\n'); at >= 0; at = lines.indexOf('\n', at + 1)) this.#line += 1;
    return lines;
  }

  /** Steps over the end of a line, if the text is there. */
  #endsLine(): boolean {
    const code = this.#text.charCodeAt(this.#at);
    if (code !== newline && code !== carriageReturn && this.#at < this.#text.length) return false;
    this.#at += code === carriageReturn && this.#text.charCodeAt(this.#at + 1) === newline ? 2 : 1;
    this.#line += 1;
    return true;
  }
}
