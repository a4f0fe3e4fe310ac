import type { Problem } from '../../../contracts/problem.ts';
import { asMap, child } from '../../project/index.ts';
import type { Draft } from '../draft.ts';

/** Where something is written. */
export type WrittenPlace = Pick<Problem, 'path' | 'line' | 'column' | 'endLine' | 'endColumn'>;

/** Where a config stands: in the node's file, or in its YAML entry, or else the node itself. */
export function configPlace(draft: Draft, key: string): WrittenPlace {
  if (draft.resourceType === 'test' && draft.text === '') return { path: draft.path, line: draft.line ?? 1, column: 1 };
  return placeInEntry(draft, key) ?? placeInText(draft, key);
}

const keyIn = (text: string, key: string): RegExpExecArray | null => new RegExp(`\\b${key}\\b['"]?\\s*[=:]`).exec(text);

function placeInText(draft: Draft, key: string): WrittenPlace {
  const match = keyIn(draft.text, key) ?? /\bconfig\b/.exec(draft.text);
  const before = draft.text.slice(0, match?.index ?? 0).split('\n');
  const line = before.length + (draft.kind === 'snapshot' ? (draft.line ?? 1) - 1 : 0);
  const column = (before.at(-1)?.length ?? 0) + 1;
  const length = match?.[0].startsWith('config') ? 'config'.length : key.length;
  return { path: draft.path, line, column, endLine: line, endColumn: column + length };
}

/** The key below `config:` of the node's entry, or the entry's name where the whole node is written in YAML. */
function placeInEntry({ text, origin, path }: Draft, key: string): WrittenPlace | undefined {
  const entry = origin?.entry;
  if (entry === undefined || keyIn(text, key) !== null) return undefined;
  const found = asMap(child(entry.yaml, 'config')).entries.get(key) ?? entry.yaml.entries.get(key);
  if (found === undefined && path !== entry.path) return undefined;
  const start = found === undefined ? entry : entry.file.position(found.keyAt);
  const length = found === undefined ? entry.name.length : key.length;
  return {
    path: entry.path,
    line: start.line,
    column: start.column,
    endLine: start.line,
    endColumn: start.column + length,
  };
}
