import type { CatalogRelation } from '#lib/contracts/api.ts';
import type { ProjectGraph } from '#lib/contracts/graph.ts';

/** What completion, hover and definition look in. One for the page: Monaco's providers are global. */
export interface ProjectKnowledge {
  readonly graph: ProjectGraph | null;
  readonly catalog: readonly CatalogRelation[];
  /** Texts of all files, for macros. */
  readonly files: readonly (readonly [path: string, text: string])[];
  readonly openFile: (path: string, line?: number, column?: number) => void;
}

const NOTHING: ProjectKnowledge = { graph: null, catalog: [], files: [], openFile: () => {} };
let current = NOTHING;

export const knowledge = (): ProjectKnowledge => current;

/** Replaces what is known; the returned function forgets it, unless it was replaced since. */
export function setKnowledge(next: ProjectKnowledge): () => void {
  current = next;
  return () => {
    if (current === next) current = NOTHING;
  };
}
