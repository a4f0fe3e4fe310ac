import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requireAccess } from '#lib/access/access.ts';
import { requireCaller, startSession } from '#lib/access/session.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { closeSessions } from '#lib/domain/data/connection-store.ts';
import { invite } from '#lib/domain/people/invitation-store.ts';
import { createProject } from '#lib/domain/project/create-store.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, testFacts, testSecret } from '#lib/testing/project.ts';
import { GET as callback } from './oidc/callback/route.ts';
import { GET as begin } from './oidc/route.ts';

const here = 'http://localhost:4300';
let database: TestDatabase;
let data: TestDatabase;
let server: Server;

beforeAll(async () => {
  [database, data] = [await createTestDatabase('control'), await createTestDatabase('data')];
  process.env.DATABASE_URL = database.url;
  process.env.INSITU_DATA_URL = data.url;
  process.env.INSITU_SECRET = testSecret;
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on('request', providerAt(issuer).callback());
  Object.assign(process.env, {
    INSITU_OIDC_ISSUER: issuer,
    INSITU_OIDC_CLIENT_ID: 'insitu',
    INSITU_OIDC_CLIENT_SECRET: 'a secret of the client',
  });
});

afterAll(async () => {
  for (const name of ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET']) delete process.env[`INSITU_OIDC_${name}`];
  server.close();
  await closeSessions();
  await disconnectControl();
  await database.drop();
  await data.drop();
});

/** A provider that knows anybody by the name they type; `x@…` is an e-mail it has not verified. */
function providerAt(issuer: string): Provider {
  return new Provider(issuer, {
    clients: [
      {
        client_id: 'insitu',
        client_secret: 'a secret of the client',
        redirect_uris: [`${here}/api/auth/oidc/callback`],
      },
    ],
    claims: { email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    cookies: { keys: ['a key of the tests'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: !id.startsWith('x'), name: `The ${id}` }),
    }),
  });
}

/** A browser: keeps cookies a host, follows redirects within the provider, fills in its forms. */
async function signInAs(account: string, search = ''): Promise<Response> {
  const begun = await begin(new Request(`${here}/api/auth/oidc${search}`, { headers: { host: 'localhost:4300' } }));
  const attempt = (begun.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const jar = new Map<string, string>();
  const visit = async (address: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return response;
  };
  let address = begun.headers.get('location') ?? '';
  for (let step = 0; step < 12 && !address.startsWith(here); step += 1) {
    const response = await visit(address);
    const location = response.headers.get('location');
    if (location) {
      address = new URL(location, address).href;
      continue;
    }
    const [, action = ''] = /<form[^>]*action="([^"]+)"/.exec(await response.text()) ?? [];
    const [, prompt = ''] = /name="prompt" value="(\w+)"/.exec(await (await visit(address)).text()) ?? [];
    const body = new URLSearchParams({ prompt, login: account, password: 'anything' });
    const posted = await visit(new URL(action, address).href, { method: 'POST', body });
    address = new URL(posted.headers.get('location') ?? '', address).href;
  }
  return callback(new Request(address, { headers: { host: 'localhost:4300', cookie: attempt } }));
}

const tokenOf = (response: Response): string =>
  /insitu=([^;]+)/.exec(response.headers.getSetCookie().join('\n'))?.[1] ?? '';
const refusedWith = (response: Response): string =>
  new URL(response.headers.get('location') ?? '', here).searchParams.get('refused') ?? '';

it('signs in who has the e-mail that the provider has verified, and from then on their identity', async () => {
  await createPerson('mira', true);
  const first = await signInAs('mira', '?next=/p/flights');
  expect(first.headers.get('location')).toBe('/p/flights');
  const caller = await requireCaller(testFacts(tokenOf(first)));
  expect(caller).toMatchObject({ ok: true, value: { person: { email: 'mira@example.org' } } });
  await control().person.update({ where: { email: 'mira@example.org' }, data: { email: 'new@example.org' } });
  const again = await requireCaller(testFacts(tokenOf(await signInAs('mira'))));
  expect(again).toMatchObject({ ok: true, value: { person: { email: 'new@example.org' } } });
});

it('puts out of the account whoever joined with an e-mail that is not theirs', async () => {
  const { caller } = await createPerson('nora');
  const { token } = await startSession(caller.person.id, testFacts());
  expect((await requireCaller(testFacts(token))).ok).toBe(true);
  await control().person.update({ where: { id: caller.person.id }, data: { passwordHash: 'theirs' } });
  const theirs = await requireCaller(testFacts(tokenOf(await signInAs('nora'))));
  expect(theirs).toMatchObject({ ok: true, value: { person: { id: caller.person.id } } });
  expect((await requireCaller(testFacts(token))).ok).toBe(false);
  expect((await control().person.findUniqueOrThrow({ where: { id: caller.person.id } })).passwordHash).toBeNull();
  const told = await control().auditEntry.findFirst({
    where: { personId: caller.person.id, action: 'person.changed' },
  });
  expect(told?.subject).toMatchObject({ field: 'identity' });
});

it('lets nobody in whom nobody invited, and nobody by an e-mail that is not verified', async () => {
  expect(refusedWith(await signInAs('stranger'))).toContain('Nobody here has this account');
  await createPerson('xenia');
  expect(refusedWith(await signInAs('xenia'))).toContain('Nobody here has this account');
});

it('brings somebody new in by an invitation, and leads nowhere else', async () => {
  const owner = await createPerson('olga', true);
  const made = await createProject(owner.caller, { name: 'Shop', description: '' });
  const access = made.ok && (await requireAccess(owner.caller, made.value.projectId, 'owner'));
  if (!access || !access.ok) throw new Error('no project');
  const link = await invite(access.value, { role: 'viewer' });
  const token = link.ok ? link.value.token : '';
  const response = await signInAs('vera', `?invitation=${token}&next=//evil.example`);
  expect(response.headers.get('location')).toBe('/');
  const caller = await requireCaller(testFacts(tokenOf(response)));
  if (!caller.ok) throw new Error(caller.problem.message);
  expect(caller.value.person.name).toBe('The vera');
  expect((await requireAccess(caller.value, access.value.project.id, 'viewer')).ok).toBe(true);
  expect(refusedWith(await signInAs('second', `?invitation=${token}`))).toContain('used already');
});

it('refuses an answer that this browser did not ask for', async () => {
  const response = await callback(
    new Request(`${here}/api/auth/oidc/callback?code=x&state=y`, { headers: { host: 'localhost:4300' } }),
  );
  expect(refusedWith(response)).toContain('begun in another browser');
});
