import type { SearchReply, SearchRequest } from './protocol.ts';
import { searchFiles } from './search.ts';

/** Searches beside the page, so that a pattern that takes for ever can be ended. */
self.addEventListener('message', ({ data }: MessageEvent<SearchRequest>) => {
  self.postMessage(answer(data));
});

function answer({ request, files, query, put }: SearchRequest): SearchReply {
  try {
    return { request, result: searchFiles(files, query, put) };
  } catch (error) {
    if (error instanceof SyntaxError) return { request, wrong: error.message };
    throw error;
  }
}
