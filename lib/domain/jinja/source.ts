/** 1-based line and column. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * A template's text with the file it came from. Nodes keep offsets only; lines are counted
 * when an error needs them. `baseLine`/`baseColumn` place text that is a piece of a larger file.
 */
export class SourceText {
  readonly text: string;
  readonly path: string;
  private readonly base: Position;
  private lineStarts: number[] | undefined;

  constructor(text: string, path: string, base: Position = { line: 1, column: 1 }) {
    this.text = text;
    this.path = path;
    this.base = base;
  }

  /** Line and column of an offset, in the file the text came from. */
  position(offset: number): Position {
    this.lineStarts ??= lineStartsOf(this.text);
    const index = lastAtMost(this.lineStarts, Math.min(Math.max(offset, 0), this.text.length));
    const column = offset - (this.lineStarts[index] ?? 0) + 1;
    if (index > 0) return { line: this.base.line + index, column };
    return { line: this.base.line, column: this.base.column + column - 1 };
  }
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
