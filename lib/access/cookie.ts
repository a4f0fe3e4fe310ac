/**
 * The session's cookie. Over https it has the `__Host-` prefix: a browser takes it only with Secure,
 * Path=/ and no Domain, so no neighbouring site can plant one. On plain http (this machine) browsers
 * refuse that prefix.
 */
export const cookieName = (secure: boolean): string => (secure ? '__Host-insitu' : 'insitu');

/** Token of the session in a Cookie header. */
export function readSessionCookie(header: string | null | undefined, secure: boolean): string | undefined {
  const name = cookieName(secure);
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || undefined;
  }
  return undefined;
}

/** Attributes of the session's cookie, as `cookies().set` of Next takes them. */
export const cookieOptions = (secure: boolean, expires: Date) => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  path: '/',
  secure,
  expires,
});

/** The same as a Set-Cookie header. */
export function sessionCookie(token: string, secure: boolean, expires: Date): string {
  const parts = [
    `${cookieName(secure)}=${token}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Expires=${expires.toUTCString()}`,
  ];
  return (secure ? [...parts, 'Secure'] : parts).join('; ');
}
