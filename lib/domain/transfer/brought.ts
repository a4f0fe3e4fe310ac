import type { ProjectFiles } from '#lib/contracts/project.ts';
import { projectPath } from '../files/path.ts';
import { isGenerated, withoutAdded } from './dbt/generated.ts';
import { decodeFile, textHash } from './text-form.ts';

/** Bytes of a text file whose text alone does not give them back: CRLF, a byte order mark, another encoding. */
export interface Original {
  readonly path: string;
  readonly textHash: string;
  readonly bytes: Buffer;
}

/** A file that is no text of the project: it goes out as it came in. */
export interface Kept {
  readonly path: string;
  readonly bytes: Buffer;
  readonly why: string;
}

/** A project as it was brought: its texts, and what is needed to give every byte back. */
export interface Brought {
  readonly files: ProjectFiles;
  readonly originals: readonly Original[];
  readonly kept: readonly Kept[];
}

/**
 * Sorts a project's files into texts to edit and bytes to keep. What an export of
 * Insitu's own added for dbt is taken away again.
 * @param maxText UTF-16 units that a live document holds
 */
export function sortFiles(read: ReadonlyMap<string, Buffer>, maxText: number): Brought {
  const files = new Map<string, string>();
  const originals: Original[] = [];
  const kept: Kept[] = [];
  for (const [path, given] of [...read].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isGenerated(path)) continue;
    const bytes = withoutAdded(given);
    const decoded = decodeFile(bytes, maxText);
    if (decoded.type === 'kept') kept.push({ path, bytes, why: decoded.why });
    else if (!isDocumentPath(path)) kept.push({ path, bytes, why: 'a name that a live document can’t have' });
    else {
      files.set(path, decoded.text);
      if (decoded.original) originals.push({ path, textHash: textHash(decoded.text), bytes: decoded.original });
    }
  }
  return { files, originals, kept };
}

function isDocumentPath(path: string): boolean {
  const checked = projectPath(path);
  return checked.ok && checked.value === path;
}
