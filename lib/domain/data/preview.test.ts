import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disconnectControl } from '#lib/db/control/client.ts';
import { stopListening } from '#lib/db/control/listen.ts';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, createTestProject, joinProject, testSecret } from '#lib/testing/project.ts';
import { closeSessions, personLogin } from './connection-store.ts';
import { previewNode } from './preview-store.ts';

let database: TestDatabase;
let controlDatabase: TestDatabase;
let member: Awaited<ReturnType<typeof joinProject>>;

const FILES = new Map([
  ['dbt_project.yml', 'name: shop\n'],
  [
    'models/pivot.sql',
    `{%- set names = run_query("select n from (values ('a'), ('b')) v(n) order by 1;").columns[0].values() if execute else [] -%}
select {% for name in names %}'{{ name }}' as {{ name }}{{ ', ' if not loop.last }}{% endfor %}`,
  ],
  ['models/who.sql', "select '{{ run_query('select current_user').rows[0][0] if execute }}' as who"],
  ['models/read_only.sql', "{% do run_query('show transaction_read_only') %} select 1 as x"],
  ['models/writes.sql', "{% do run_query('create table public.made_by_preview as select 1 as x') %} select 1 as x"],
  ['models/commits.sql', "{% do adapter.commit() %}{% do run_query('commit') %} select 1 as x"],
  ['models/bad.sql', "select 1 as a\n{% set x = run_query('select nosuch from pg_class') %}"],
  ['models/endless.sql', "{% do run_query('select pg_sleep(60)') %} select 1 as x"],
  ['analyses/count.sql', "{% set n = run_query('select 7').rows[0][0] if execute else 0 %}\nselect {{ n }} as seven"],
]);

beforeAll(async () => {
  database = await createTestDatabase('data');
  controlDatabase = await createTestDatabase('control');
  process.env.DATABASE_URL = controlDatabase.url;
  process.env.INSITU_DATA_URL = database.url;
  process.env.INSITU_SECRET = testSecret;
  member = await joinProject(await createPerson('Mira', true), await createTestProject('shop', FILES), 'viewer');
});
afterAll(async () => {
  await stopListening();
  await closeSessions();
  await disconnectControl();
  await Promise.all([database.drop(), controlDatabase.drop()]);
});

const look = (path: string, more: { selection?: string; signal?: AbortSignal } = {}) =>
  previewNode(
    member.access,
    member.branch,
    { path, offset: 0, ...(more.selection === undefined ? {} : { selection: more.selection }) },
    more.signal ?? new AbortController().signal,
  );

describe('the preview of a text that asks the database while it is rendered', () => {
  it('shows what its query gives', async () => {
    const shown = await look('models/pivot.sql');
    expect(shown.problem).toBeUndefined();
    expect(shown).toMatchObject({ columns: [{ name: 'a' }, { name: 'b' }], rows: [['a', 'b']] });
    expect(shown.sql).toContain("'a' as a, 'b' as b");
  });

  it('shows a selection in its place, and an analysis', async () => {
    const selection = "select '{{ run_query(\"select 'part'\").rows[0][0] if execute }}' as of_it";
    expect(await look('models/pivot.sql', { selection })).toMatchObject({ rows: [['part']] });
    expect(await look('analyses/count.sql')).toMatchObject({ columns: [{ name: 'seven' }], rows: [['7']] });
  });

  it('asks as the person, and not as the project', async () => {
    const { role } = await personLogin(member.access.person.id, member.access.project.dataDatabaseId);
    expect((await look('models/who.sql')).rows).toEqual([[role]]);
  });

  it.each(['models/writes.sql', 'models/commits.sql', 'models/read_only.sql'])(
    'reads with a query, and does nothing else: %s',
    async (path) => {
      expect((await look(path)).problem).toMatchObject({ code: 'sql.read_only', path });
      const made = await onServer(database.url, (client) =>
        client.query("select to_regclass('public.made_by_preview') as made"),
      );
      expect(made.rows).toEqual([{ made: null }]);
    },
  );

  it('names the place of a question that PostgreSQL refuses', async () => {
    expect((await look('models/bad.sql')).problem).toMatchObject({
      code: 'sql.column_missing',
      path: 'models/bad.sql',
      line: 2,
    });
  });

  it('ends when the person goes', async () => {
    const leaving = AbortSignal.timeout(1_500);
    const started = performance.now();
    const gone = look('models/endless.sql', { signal: leaving });
    await expect(gone.then(({ problem }) => Promise.reject(problem))).rejects.toBeDefined();
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
