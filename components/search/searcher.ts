import type { SearchReply } from './protocol.ts';
import type { SearchQuery } from './query.ts';
import type { SearchResult } from './search.ts';

type Texts = readonly (readonly [path: string, text: string])[];

/** What a search came to. */
export type Outcome =
  | { readonly type: 'found'; readonly result: SearchResult; readonly texts: ReadonlyMap<string, string> }
  | { readonly type: 'wrong'; readonly why: string }
  | { readonly type: 'slow' };

/** Longest search, milliseconds: a regular expression that backtracks without end is ended. */
const LIMIT_MS = 3_000;

/** Searches in a worker, one search at a time: a newer one ends the one before. */
export class Searcher {
  private worker: Worker | undefined;
  private busy: { readonly request: number; readonly end: (outcome: Outcome | undefined) => void } | undefined;
  private requests = 0;

  /** @returns undefined where a newer search came before this had ended */
  search(texts: Texts, query: SearchQuery, put: string): Promise<Outcome | undefined> {
    if (this.busy) this.stop(undefined);
    const worker = this.start();
    this.requests += 1;
    const request = this.requests;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.stop({ type: 'slow' }), LIMIT_MS);
      const end = (outcome: Outcome | undefined) => {
        clearTimeout(timer);
        worker.removeEventListener('message', hear);
        this.busy = undefined;
        resolve(outcome);
      };
      const hear = ({ data }: MessageEvent<SearchReply>) => {
        if (data.request !== request) return;
        if (data.result) end({ type: 'found', result: data.result, texts: new Map(texts) });
        else end({ type: 'wrong', why: data.wrong ?? '' });
      };
      this.busy = { request, end };
      worker.addEventListener('message', hear);
      worker.postMessage({ request, files: texts, query, put });
    });
  }

  close(): void {
    this.stop(undefined);
  }

  private start(): Worker {
    this.worker ??= new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'search' });
    return this.worker;
  }

  private stop(outcome: Outcome | undefined): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.busy?.end(outcome);
  }
}
