import type { ChartTokens } from '../tokens.ts';

/** What the page looks like where a chart is drawn. */
export interface Theme {
  readonly tokens: ChartTokens;
  readonly isDark: boolean;
}

/** A chart that stands on the page, until it is ended. */
export interface Drawing {
  readonly end: () => void;
}
