import { countLines } from './lines.ts';

/** A file that a version no longer has, or has for the first time. */
export interface Candidate {
  readonly path: string;
  readonly text: string;
}

/** As git has it: half of the text has to be the same. */
const ALIKE = 0.5;

/**
 * What a file was called before a version first had it: of the files that were gone with that version, the one whose
 * text it carries on. Undefined where it was a new one.
 */
export function formerPath(file: Candidate, gone: readonly Candidate[]): string | undefined {
  const name = nameOf(file.path);
  return gone
    .map(({ path, text }) => ({ path, alike: likeness(text, file.text) }))
    .filter(({ alike }) => alike >= ALIKE)
    .toSorted((a, b) => b.alike - a.alike || Number(nameOf(b.path) === name) - Number(nameOf(a.path) === name))
    .at(0)?.path;
}

/** The part of the longer text's lines that both have, 0 to 1. */
function likeness(before: string, after: string): number {
  if (before === after) return 1;
  const [old, now] = [countLines('', before).added, countLines('', after).added];
  const longer = Math.max(old, now);
  return longer === 0 ? 1 : (now - countLines(before, after).added) / longer;
}

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;
