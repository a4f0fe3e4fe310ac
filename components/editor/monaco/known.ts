import type { CatalogRelation } from '#lib/contracts/api.ts';
import type { ProjectGraph } from '#lib/contracts/graph.ts';

/** What completion, hover and definition look in. One for the page: Monaco's providers are global. */
export interface ProjectKnowledge {
  /** Null until the first compilation. */
  readonly graph: ProjectGraph | null;
  /** Null until the database has answered; empty if it can't. */
  readonly catalog: readonly CatalogRelation[] | null;
  /** Texts of all files, for macros. */
  readonly files: readonly (readonly [path: string, text: string])[];
  readonly openFile: (path: string, line?: number, column?: number) => void;
}

/** Knowledge that the first compilation and the database's answer are a part of. */
export type WholeKnowledge = ProjectKnowledge & { readonly [Part in 'graph' | 'catalog']: {} & ProjectKnowledge[Part] };

/** A request of Monaco's that can be called off: its `CancellationToken`. */
interface Cancellable {
  readonly isCancellationRequested: boolean;
  readonly onCancellationRequested: (listener: () => void) => unknown;
}

const NOTHING: ProjectKnowledge = { graph: null, catalog: null, files: [], openFile: () => {} };
let current = NOTHING;
const waiting = new Set<(known: WholeKnowledge) => void>();

export const knowledge = (): ProjectKnowledge => current;

const isWhole = (known: ProjectKnowledge): known is WholeKnowledge => known.graph !== null && known.catalog !== null;

/**
 * What is known, as soon as all of it is; undefined if the request is called off before. A page can be typed into
 * before its project is compiled and its database has answered, and Monaco asks but once for the columns behind a dot.
 */
export async function wholeKnowledge(request: Cancellable): Promise<WholeKnowledge | undefined> {
  if (request.isCancellationRequested) return undefined;
  if (isWhole(current)) return current;
  return await new Promise((resolve) => {
    waiting.add(resolve);
    request.onCancellationRequested(() => {
      waiting.delete(resolve);
      resolve(undefined);
    });
  });
}

/** Replaces what is known; the returned function forgets it, unless it was replaced since. */
export function setKnowledge(next: ProjectKnowledge): () => void {
  current = next;
  if (isWhole(next)) {
    for (const resolve of waiting) resolve(next);
    waiting.clear();
  }
  return () => {
    if (current === next) current = NOTHING;
  };
}
