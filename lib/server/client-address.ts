import type { IncomingMessage } from 'node:http';

/**
 * Where a request came from, for the log and for throttling. Anybody can write X-Forwarded-For: it is
 * believed only of a proxy, on this machine or one that the settings tell of, and of what
 * it says the last, which is its own word; what stands before it came from outside.
 * @param origins further allowed origins: where there are some, a proxy stands in front
 */
export function clientAddress(request: IncomingMessage, origins: readonly string[]): string {
  const peer = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const told = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim();
  const believed = origins.length > 0 || /^(127\.|::1$)/.test(peer);
  return told && believed ? told : peer;
}
