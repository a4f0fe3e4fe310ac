import type { SearchQuery } from './query.ts';
import type { SearchResult } from './search.ts';

export interface SearchRequest {
  readonly request: number;
  readonly files: readonly (readonly [path: string, text: string])[];
  readonly query: SearchQuery;
  readonly put: string;
}

/** Either what was found, or why the regular expression can't be read. */
export interface SearchReply {
  readonly request: number;
  readonly result?: SearchResult;
  readonly wrong?: string;
}
