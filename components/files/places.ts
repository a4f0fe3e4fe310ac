import type { FileEdit } from '#components/editor/project-edits.ts';
import type { ProjectFile } from '#lib/contracts/api.ts';
import type { NamedPlace } from './rename-plan.ts';

/** Places of files by path, as edits of their documents. */
export function editsOfPlaces(
  places: readonly NamedPlace[],
  byPath: ReadonlyMap<string, ProjectFile>,
): readonly FileEdit[] {
  return [...Map.groupBy(places, ({ path }) => path)].flatMap(([path, inFile]) => {
    const file = byPath.get(path);
    if (!file) return [];
    const edits = inFile.map(({ start, end, text }) => ({ offset: start, length: end - start, text }));
    return [{ documentId: file.documentId, base: file.text ?? '', edits }];
  });
}

/** Letters before a place: a long line must not push it out of sight. */
const BEFORE = 24;

/** The line around a place, its ends cut, with where the place stands in it. */
export function lineOf(text: string, start: number, end: number) {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', end);
  const indent = /^\s*/.exec(text.slice(from, start))?.[0].length ?? 0;
  const first = Math.max(from + indent, start - BEFORE);
  const last = Math.min(to < 0 ? text.length : to, end + 80);
  return {
    line: text.slice(0, start).split('\n').length,
    before: (first > from + indent ? '…' : '') + text.slice(first, start),
    after: text.slice(end, last),
  };
}

/**
 * What each place is known by when the text around it has moved: its file, its line's words, and which it is among
 * the places of such lines.
 */
export function marksOf(
  places: readonly NamedPlace[],
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<NamedPlace, string> {
  const seen = new Map<string, number>();
  return new Map(
    places.map((place) => {
      const text = texts.get(place.path) ?? '';
      const end = text.indexOf('\n', place.end);
      const line = text.slice(text.lastIndexOf('\n', place.start - 1) + 1, end < 0 ? undefined : end);
      const words = JSON.stringify([place.path, line]);
      const nth = seen.get(words) ?? 0;
      seen.set(words, nth + 1);
      return [place, `${words} ${nth}`];
    }),
  );
}
