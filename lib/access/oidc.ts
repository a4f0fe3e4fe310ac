import * as client from 'openid-client';
import { z } from 'zod';
import { ProblemError, type Result, refuse } from '#lib/contracts/problem.ts';
import { seal, unseal } from '#lib/db/control/seal.ts';

/** Sign-in by an OpenID Connect provider (authorization code with PKCE), where one is configured. */
export interface OidcSettings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the button says: `Sign in with …`. */
  readonly name: string;
}

/** @param env INSITU_OIDC_ISSUER, …_CLIENT_ID, …_CLIENT_SECRET, …_NAME; undefined where none is named */
export function oidcSettings(env: NodeJS.ProcessEnv = process.env): OidcSettings | undefined {
  const { INSITU_OIDC_ISSUER: issuer, INSITU_OIDC_CLIENT_ID: clientId, INSITU_OIDC_CLIENT_SECRET: clientSecret } = env;
  if (!issuer || !clientId || !clientSecret) return undefined;
  const url = new URL(issuer);
  return { issuer: url, clientId, clientSecret, name: env.INSITU_OIDC_NAME ?? url.hostname };
}

/** What has to be remembered while the person is at the provider; sealed into a cookie of ten minutes. */
const attempt = z.object({
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  next: z.string(),
  invitation: z.string().optional(),
  until: z.number(),
});
export type OidcAttempt = z.infer<typeof attempt>;

export const attemptMs = 10 * 60_000;
const sealContext = 'oidc attempt';

/** Who a provider says somebody is. */
export interface OidcPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly name: string | undefined;
}

/**
 * Begins a sign-in.
 * @param callback this server's own address that the provider leads back to
 * @returns where to send the person, and the sealed attempt for the cookie
 */
export async function beginOidc(
  settings: OidcSettings,
  callback: string,
  { next, invitation }: Pick<OidcAttempt, 'next' | 'invitation'>,
): Promise<{ readonly address: URL; readonly cookie: string }> {
  const provider = await discover(settings);
  const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
  const address = client.buildAuthorizationUrl(provider, {
    redirect_uri: callback,
    scope: 'openid email profile',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  });
  const value: OidcAttempt = { verifier, state, nonce, next, invitation, until: Date.now() + attemptMs };
  return { address, cookie: seal(JSON.stringify(value), sealContext) };
}

/** Ends a sign-in: exchanges the code, checks the token, and says who it is and where they wanted to go. */
export async function finishOidc(
  settings: OidcSettings,
  callback: URL,
  cookie: string,
): Promise<Result<{ readonly person: OidcPerson; readonly attempt: OidcAttempt }>> {
  const begun = open(cookie);
  if (!begun || begun.until < Date.now()) return refuse(over);
  try {
    const provider = await discover(settings);
    const tokens = await client.authorizationCodeGrant(provider, callback, {
      pkceCodeVerifier: begun.verifier,
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) return refuse(over);
    // Some providers keep e-mail and name out of the token.
    const info =
      claims.email === undefined ? await client.fetchUserInfo(provider, tokens.access_token, claims.sub) : claims;
    const { email, email_verified: verified, name } = info;
    const person: OidcPerson = {
      issuer: claims.iss,
      subject: claims.sub,
      email: typeof email === 'string' ? email.trim().toLowerCase() : undefined,
      emailVerified: verified === true,
      name: typeof name === 'string' ? name : undefined,
    };
    return { ok: true, value: { person, attempt: begun } };
  } catch (error) {
    return refuse({ ...refused, message: `${refused.message} ${error instanceof Error ? error.message : ''}`.trim() });
  }
}

function open(cookie: string): OidcAttempt | undefined {
  try {
    return attempt.parse(JSON.parse(unseal(cookie, sealContext)));
  } catch {
    return undefined;
  }
}

const discovered = new Map<string, Promise<client.Configuration>>();

function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<client.Configuration> {
  const key = `${issuer.href} ${clientId}`;
  const known = discovered.get(key);
  if (known) return known;
  // Without TLS only a provider on this machine: anybody between could sign in as anybody.
  const local = issuer.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(issuer.hostname);
  const options = local ? { execute: [client.allowInsecureRequests] } : undefined;
  const asked = client.discovery(issuer, clientId, clientSecret, undefined, options).catch((cause: unknown) => {
    discovered.delete(key);
    throw new ProblemError(unreachable, { cause });
  });
  discovered.set(key, asked);
  return asked;
}

const over = {
  code: 'session.oidc_over',
  message: 'This sign-in took too long, or was begun in another browser.',
  remedy: 'Begin again.',
} as const;

const refused = {
  code: 'session.oidc_refused',
  message: 'The provider did not let you in.',
  remedy: 'Try again, or sign in with a password.',
} as const;

const unreachable = {
  code: 'session.oidc_unreachable',
  message: 'The provider that signs people in can’t be reached.',
  remedy: 'Try again in a moment, or sign in with a password.',
} as const;
