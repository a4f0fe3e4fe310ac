import { Client } from 'pg';
import { controlUrl } from './client.ts';

/** Channels of the control database: what was committed there, told to every process that listens. */
export type Channel = 'insitu_run' | 'insitu_cancel' | 'insitu_project';

type Handler = (payload: string) => void;

interface Listener {
  readonly handlers: Map<Channel, Set<Handler>>;
  /** Called after a lost connection is back: what was said in between was not heard. */
  readonly reconnected: Set<() => void>;
  client?: Client;
  stopped: boolean;
}

declare global {
  // One per process, as the pool is.
  var insituListener: Listener | undefined;
}

const retryMs = 1_000;

/**
 * Hears NOTIFYs of a channel on one connection per process, reconnecting for as long as anybody listens.
 * @param onGap called when notices may have been missed: read the state again
 * @returns ends the subscription
 */
export function listen(channel: Channel, handler: Handler, onGap: () => void = () => {}): () => void {
  globalThis.insituListener ??= start();
  const listener = globalThis.insituListener;
  const handlers = listener.handlers.get(channel) ?? new Set();
  listener.handlers.set(channel, handlers);
  handlers.add(handler);
  listener.reconnected.add(onGap);
  return () => {
    handlers.delete(handler);
    listener.reconnected.delete(onGap);
  };
}

/** Ends the connection; for tests and for a process that stops. */
export async function stopListening(): Promise<void> {
  const listener = globalThis.insituListener;
  globalThis.insituListener = undefined;
  if (!listener) return;
  listener.stopped = true;
  await listener.client?.end().catch(() => {});
}

function start(): Listener {
  const listener: Listener = { handlers: new Map(), reconnected: new Set(), stopped: false };
  void connect(listener);
  return listener;
}

async function connect(listener: Listener): Promise<void> {
  const client = new Client({ connectionString: controlUrl(), application_name: 'insitu listen', keepAlive: true });
  let over = false;
  const again = () => {
    if (over || listener.stopped) return;
    over = true;
    client.end().catch(() => {});
    setTimeout(() => void connect(listener), retryMs).unref();
  };
  client.on('error', again);
  client.on('end', again);
  client.on('notification', ({ channel, payload }) => deliver(listener, channel, payload ?? ''));
  try {
    await client.connect();
    await client.query('LISTEN insitu_run; LISTEN insitu_cancel; LISTEN insitu_project');
    listener.client = client;
    // Also after the first connect: somebody may have subscribed before it stood.
    for (const tell of listener.reconnected) tell();
  } catch {
    again();
  }
}

function deliver(listener: Listener, channel: string, payload: string): void {
  for (const [name, handlers] of listener.handlers) {
    if (name !== channel) continue;
    for (const handler of handlers) handler(payload);
  }
}
