import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashPassword } from '#lib/access/password.ts';
import { requireCaller } from '#lib/access/session.ts';
import { signIn } from '#lib/access/sign-in.ts';
import { brokenAuditEntries } from '#lib/db/control/audit.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { openSession, preview, sessionUrl } from '#lib/db/data/index.ts';
import { personLogin } from '#lib/domain/data/connection-store.ts';
import { restoreBackup } from '#lib/testing/cluster.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { testFacts } from '#lib/testing/project.ts';
import { Workshop } from '#lib/testing/workshop.ts';

const databases: TestDatabase[] = [];
let shop: Workshop;
const signInRequest = { email: 'ann@example.org', password: 'correct horse battery' };
const files = {
  'models/t.sql': `{{ config(materialized='table') }}\nselect g as id, g % 7 as x, g * 2.0 as y from generate_series(1, 200) g\n`,
  'models/v.sql': `select id, x from {{ ref('t') }}\n`,
  'models/m.sql': `{{ config(materialized='model', target='y', id='id', algorithm='ridge') }}\nselect * from {{ ref('t') }}\n`,
};

async function database(kind: 'control' | 'data'): Promise<TestDatabase> {
  const made = await createTestDatabase(kind);
  databases.push(made);
  return made;
}

beforeAll(async () => {
  shop = await Workshop.open({ control: (await database('control')).url, data: (await database('data')).url });
});
afterAll(async () => {
  await disconnectControl();
  // The originals first: roles can't go while a database has something of theirs.
  for (const { drop } of databases.slice(0, 2)) await drop();
  await shop.close();
  for (const { drop } of databases.slice(2)) await drop();
});

it('a restored backup signs people in, predicts with its trained models, and builds on', {
  timeout: 120_000,
}, async () => {
  const passwordHash = await hashPassword(signInRequest.password);
  await control().person.update({ where: { id: shop.ids.person }, data: { passwordHash } });
  await shop.startRunner();
  await shop.until(await shop.queueBuild(files), 'success', 60_000);
  expect(await signIn(signInRequest, testFacts())).toMatchObject({ ok: true });
  shop.killRunners();
  await disconnectControl();
  const [controlCopy, dataCopy] = [await restoreBackup(at(0)), await restoreBackup(at(1))];
  databases.push(controlCopy, dataCopy);
  process.env.DATABASE_URL = controlCopy.url;
  process.env.INSITU_DATA_URL = dataCopy.url;
  shop.dataUrl = dataCopy.url;

  const back = await signIn(signInRequest, testFacts());
  expect(back).toMatchObject({ ok: true });
  if (back.ok) expect(await requireCaller(testFacts(back.value.token))).toMatchObject({ ok: true });
  expect(await brokenAuditEntries(control())).toEqual([]);

  const login = await personLogin(shop.ids.person, shop.ids.database);
  await using session = openSession({ url: sessionUrl({ databaseUrl: dataCopy.url, ...login }) });
  const sql = `select (insitu.predict('shop.m', to_jsonb(t)) ->> 'value')::float8 > 0 from shop.t limit 1`;
  expect((await preview(session, { sql })).rows).toEqual([['t']]);
  await shop.startRunner();
  await shop.until(await shop.queueBuild(files), 'success', 60_000);
  expect(await shop.value('select max(version) from insitu.trained_model')).toBe(2);
});

function at(place: number): TestDatabase {
  const found = databases[place];
  if (!found) throw new Error('a database of this test');
  return found;
}
