import { NO_QUERY, type SearchQuery } from './query.ts';

/** What the search panel holds while it is closed. */
export interface SearchState {
  readonly query: SearchQuery;
  readonly put: string;
  readonly replacing: boolean;
  /** Grows each time the panel is asked for. */
  readonly asked: number;
}

export const NO_SEARCH: SearchState = { query: NO_QUERY, put: '', replacing: false, asked: 0 };
