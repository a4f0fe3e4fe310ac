import type { SqlPlace } from './database.ts';

export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/**
 * Line and column (from 1) of a position that PostgreSQL reports.
 * @param position characters from 1; PostgreSQL counts code points, JavaScript UTF-16 units.
 */
export function lineColumn(text: string, position: number): LineColumn {
  const before = Array.from(text).slice(0, Math.max(0, position - 1));
  const lastBreak = before.lastIndexOf('\n');
  const line = before.reduce((count, char) => (char === '\n' ? count + 1 : count), 1);
  return { line, column: before.slice(lastBreak + 1).join('').length + 1 };
}

/**
 * Where in the person's file an error of a statement lies.
 * @returns undefined when the position is outside the person's text or cannot be traced to a line of the file.
 */
export function locate(statement: string, position: number, place: SqlPlace): LineColumn | undefined {
  const offset = statement.indexOf(place.text);
  if (offset < 0) return undefined;
  const within = position - Array.from(statement.slice(0, offset)).length;
  if (within < 1 || within > place.text.length + 1) return undefined;
  const compiled = lineColumn(place.text, within);
  if (place.rawText === undefined || place.rawText === place.text) return compiled;
  return inRawText(place.text, place.rawText, compiled);
}

/**
 * Traces a line of the compiled text to the file by its words: the line itself when the file has
 * it once, else the line at the same distance from the nearest line that both have once.
 */
function inRawText(compiled: string, raw: string, at: LineColumn): LineColumn | undefined {
  const compiledLines = compiled.split('\n');
  const rawLines = raw.split('\n');
  const exact = onlyLine(rawLines, compiledLines[at.line - 1]);
  if (exact !== undefined)
    return { line: exact + 1, column: at.column + shift(rawLines[exact], compiledLines[at.line - 1]) };
  for (let distance = 1; distance < compiledLines.length; distance += 1) {
    for (const neighbour of [at.line - 1 - distance, at.line - 1 + distance]) {
      const anchor = onlyLine(rawLines, compiledLines[neighbour]);
      if (anchor === undefined) continue;
      const line = anchor + at.line - neighbour;
      if (line >= 1 && line <= rawLines.length) return { line, column: 1 };
    }
  }
  return undefined;
}

function onlyLine(lines: readonly string[], wanted: string | undefined): number | undefined {
  const text = wanted?.trim();
  if (!text) return undefined;
  const first = lines.findIndex((line) => line.trim() === text);
  const last = lines.findLastIndex((line) => line.trim() === text);
  return first >= 0 && first === last ? first : undefined;
}

const shift = (raw = '', compiled = ''): number =>
  raw.length - raw.trimStart().length - (compiled.length - compiled.trimStart().length);
