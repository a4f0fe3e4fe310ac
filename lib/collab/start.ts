import { Server } from '@hocuspocus/server';
import { Pool } from 'pg';
import type { Ticket } from '#lib/access/ticket.ts';
import { controlRequests } from './control-server.ts';
import { Live } from './live.ts';
import { passOnNotices } from './notices.ts';
import { recheck, watchRights } from './rights.ts';

export interface CollabSettings {
  readonly controlUrl: string;
  readonly host: string;
  readonly port: number;
}

/** One frame may carry a whole document once; more is an attack or a mistake. */
const MAX_FRAME = 6 * 1024 * 1024;

/** Starts the Yjs server; `close` stores what is open first. */
export async function startCollab(settings: CollabSettings): Promise<{ port: number; close: () => Promise<void> }> {
  const pool = new Pool({
    connectionString: settings.controlUrl,
    max: 8,
    application_name: 'insitu collab',
    // What is called stored has to outlive a crash of the server, however it is set.
    options: '-c synchronous_commit=on',
  });
  // A restart of the database breaks idle connections; the pool makes new ones.
  pool.on('error', (error) => console.error('The control database broke a connection.', error.message));
  const live = new Live(pool);
  const requests = controlRequests(live);
  const server = new Server<Ticket>({
    quiet: true,
    stopOnSignals: false,
    address: settings.host,
    port: settings.port,
    // Storing is the log's work: Hocuspocus' own debounced hook has nothing to do.
    unloadImmediately: true,
    websocketOptions: { maxPayload: MAX_FRAME },
    extensions: [live.rules],
    onRequest: async ({ request, response }) => {
      // Rejecting with nothing keeps Hocuspocus' own welcome page from answering as well.
      if (await requests(request, response, server.hocuspocus)) return Promise.reject();
    },
  });
  await server.listen();
  const unwatch = watchRights(pool, server.hocuspocus);
  const look = () =>
    void recheck(pool, server.hocuspocus).catch(() => {
      // The next regular look sees it.
    });
  const deafen = passOnNotices(server.hocuspocus, look);
  const close = async (): Promise<void> => {
    unwatch();
    deafen();
    await Promise.all([...live.documents.values()].map((document) => document.log.flushed()));
    await server.destroy();
    await pool.end();
  };
  return { port: server.address.port, close };
}
