import { problemOf } from '#app/_server/failure.ts';
import { oidcCallback, ownPath, signInPage } from '#app/_server/oidc.ts';
import { sessionCookie } from '#lib/access/cookie.ts';
import { finishOidc, oidcSettings } from '#lib/access/oidc.ts';
import { requestFacts } from '#lib/access/request.ts';
import { signInByOidc } from '#lib/domain/people/oidc-store.ts';

/** Where the provider leads back to: checks what it says, and signs the person in. */
export async function GET(request: Request): Promise<Response> {
  const settings = oidcSettings();
  if (!settings) return new Response('Not found', { status: 404 });
  const facts = requestFacts(request.headers);
  try {
    const cookie = /(?:^|;\s*)insitu-oidc=([^;]+)/.exec(facts.cookie ?? '')?.[1] ?? '';
    // The address as the provider was given it: behind a proxy the request's own is another.
    const callback = new URL(`${oidcCallback(facts)}${new URL(request.url).search}`);
    const finished = await finishOidc(settings, callback, cookie);
    if (!finished.ok) return signInPage(finished.problem);
    const { person, attempt } = finished.value;
    const signedIn = await signInByOidc(person, attempt.invitation, facts);
    if (!signedIn.ok) return signInPage(signedIn.problem);
    const headers = new Headers({ location: ownPath(attempt.next) });
    headers.append('set-cookie', sessionCookie(signedIn.value.token, facts.secure, signedIn.value.expires));
    headers.append('set-cookie', 'insitu-oidc=; Path=/api/auth/oidc; Max-Age=0');
    return new Response(null, { status: 303, headers });
  } catch (error) {
    return signInPage(problemOf(error));
  }
}
