import type { IncomingMessage } from 'node:http';

/**
 * Whether a websocket was opened by a page of this server. Browsers send cookies with a
 * websocket to any site and always say which page opened it, so a foreign or absent Origin is refused.
 * @param origins further allowed origins, such as `https://insitu.example.org`
 */
export function isSameOrigin(request: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (!origin || !URL.canParse(origin)) return false;
  return origins.includes(origin) || new URL(origin).host === host?.toLowerCase();
}
