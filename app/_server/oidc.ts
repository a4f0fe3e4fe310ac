import type { RequestFacts } from '#lib/access/request.ts';
import type { Problem } from '#lib/contracts/problem.ts';

/** This server's address as the browser knows it, with the path that the provider leads back to. */
export const oidcCallback = ({ secure, host }: Pick<RequestFacts, 'secure' | 'host'>): string =>
  `${secure ? 'https' : 'http'}://${host ?? 'localhost'}/api/auth/oidc/callback`;

/** Only a path of this server: an address in a link must not lead a person who just signed in elsewhere. */
export function ownPath(next: string | string[] | undefined): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/';
}

/** Back to the sign-in page, which says what was refused. */
export function signInPage({ message, remedy }: Problem): Response {
  const words = encodeURIComponent([message, remedy].filter(Boolean).join(' ').slice(0, 500));
  return new Response(null, { status: 303, headers: { location: `/sign-in?refused=${words}` } });
}
