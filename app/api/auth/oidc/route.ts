import { problemOf } from '#app/_server/failure.ts';
import { oidcCallback, signInPage } from '#app/_server/oidc.ts';
import { attemptMs, beginOidc, oidcSettings } from '#lib/access/oidc.ts';
import { requestFacts } from '#lib/access/request.ts';

/** Leads to the provider that signs people in; `?next=` is where they wanted to go, `?invitation=` brings somebody new in. */
export async function GET(request: Request): Promise<Response> {
  const settings = oidcSettings();
  if (!settings) return new Response('Not found', { status: 404 });
  const url = new URL(request.url);
  const facts = requestFacts(request.headers);
  try {
    const { address, cookie } = await beginOidc(settings, oidcCallback(facts), {
      next: url.searchParams.get('next') ?? '/',
      invitation: url.searchParams.get('invitation') ?? undefined,
    });
    const secure = facts.secure ? '; Secure' : '';
    const set = `insitu-oidc=${cookie}; Path=/api/auth/oidc; HttpOnly; SameSite=Lax; Max-Age=${attemptMs / 1000}${secure}`;
    return new Response(null, { status: 303, headers: { location: address.href, 'set-cookie': set } });
  } catch (error) {
    return signInPage(problemOf(error));
  }
}
