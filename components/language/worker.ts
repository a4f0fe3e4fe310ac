/// <reference lib="webworker" />
import { createCompiler } from '#lib/domain/compile/index.ts';
import { loadPostgresParser, type ParserFactory } from './postgres-parser.ts';
import type { LanguageReply, LanguageRequest } from './protocol.ts';
import { LanguageSession } from './session.ts';

declare const self: DedicatedWorkerGlobalScope;

/**
 * The engine beside the screen: it compiles the project as it is typed, so that problems and the
 * graph follow the keystroke without a network. Keystrokes that arrive while it compiles,
 * or shortly after one another, are taken together.
 */
let session: LanguageSession | undefined;
let scheduled = false;
let repliedAt = 0;

/** A first change is answered at once; of many, as when 20 people type, no screen needs more pictures than this. */
const PAUSE_MS = 120;

const reply = (message: LanguageReply): void => self.postMessage(message);

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  setTimeout(
    () => {
      scheduled = false;
      if (session !== undefined) reply(session.graph());
      repliedAt = performance.now();
    },
    repliedAt + PAUSE_MS - performance.now(),
  );
}

async function loadParser(opened: LanguageSession): Promise<void> {
  const module: { default: ParserFactory } = await import('libpg-query/wasm/libpg-query.js');
  const address = new URL('libpg-query/wasm/libpg-query.wasm', import.meta.url).href;
  opened.setParser(await loadPostgresParser(module.default, address));
  schedule();
}

self.addEventListener('message', ({ data }: MessageEvent<LanguageRequest>) => {
  switch (data.type) {
    case 'open':
      session = new LanguageSession(createCompiler({ target: data.target }));
      for (const [path, text] of data.files) session.setText(path, text);
      schedule();
      void loadParser(session);
      return;
    case 'text':
      session?.setText(data.path, data.text);
      schedule();
      return;
    case 'remove':
      session?.setText(data.path, null);
      schedule();
      return;
    case 'compiled':
      reply({ type: 'compiled', request: data.request, file: session?.compiled(data.path) ?? { problems: [] } });
      return;
    case 'lineage': {
      const lineage = session?.lineage(data.path, new Map(data.catalog)) ?? { columns: [] };
      reply({ type: 'lineage', request: data.request, lineage });
    }
  }
});
