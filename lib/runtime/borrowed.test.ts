import { createHash } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { loadDataset } from './testing/datasets.ts';
import { callFenced } from './testing/fence.ts';
import { makePerson, type Person } from './testing/person.ts';

/** Code of one person that another one's session runs: a trained model's pickle, a function's source. */
let database: TestDatabase;
let author: Person;
let caller: Person;
let authors: pg.Client;
let callers: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('data');
  author = await makePerson(database.url);
  caller = await makePerson(database.url);
  authors = await author.connect();
  callers = await caller.connect();
  await callers.query(`create table ${caller.schema}.secret as select 'hidden' as secret`);
  await authors.query(`set search_path = ${author.schema}`);
  await loadDataset(authors, 'iris', 'iris');
  await authors.query(`grant usage on schema ${author.schema} to ${caller.name};
    grant select on iris to ${caller.name}`);
});
afterAll(async () => {
  await authors?.end();
  await callers?.end();
  await caller?.drop();
  await author?.drop();
  await database?.drop();
});

/** Asks the backend for everything a cell may ask for, through the channel it finds in memory; tells by an exception. */
const asking = (): string => `
import gc
from insitu.child.channel import Channel
channel = list(filter(lambda o, kind=Channel: isinstance(o, kind), gc.get_objects()))[0]
secret = "select secret from ${caller.schema}.secret"
said = []
for ask in (
    {"op": "sql", "text": secret},
    {"op": "values", "text": secret},
    {"op": "open", "text": secret, "reference": "${caller.schema}.secret"},
    {"op": "describe", "query": secret, "reference": secret},
    {"op": "create", "columns": [{"name": "a", "type": "no_such_type"}]},
):
    try:
        said.append(f"{ask['op']} answered {channel.ask(**ask)}")
    except Exception as error:
        said.append(f"{ask['op']} refused")
raise RuntimeError("; ".join(said))
`;
const allRefused = /sql refused; values refused; open refused; describe refused; create refused/;

/** A pickle (protocol 0) that executes a source when it is loaded. */
const pickleOf = (source: string): Buffer =>
  Buffer.from(`cbuiltins\nexec\n(V${source.replaceAll('\\', '\\u005c').replaceAll('\n', '\\u000a')}\ntR.`);

/** Puts another pickle in a trained model's place, as only the administrator can. */
async function replacePickle(name: string, pickle: Buffer): Promise<void> {
  await onServer(database.url, async (admin) => {
    const { rows } = await admin.query(
      `select m.id, c.data from insitu.trained_model m join insitu.trained_model_chunk c on c.model_id = m.id
        where m.relation_name = $1 and c.part = 'manifest.json'`,
      [name],
    );
    const parts: [string, Buffer][] = [
      ['manifest.json', rows[0].data],
      ['model.pkl', pickle],
    ];
    const whole = createHash('sha256');
    for (const [part, data] of parts) whole.update(`${part}:${data.length}:`).update(data);
    const sha = createHash('sha256').update(pickle).digest('hex');
    await admin.query(
      `update insitu.trained_model_chunk set data = $2, sha256 = $3 where model_id = $1 and part = 'model.pkl'`,
      [rows[0].id, pickle, sha],
    );
    await admin.query('update insitu.trained_model set artifact_sha256 = $2 where id = $1', [
      rows[0].id,
      whole.digest('hex'),
    ]);
  });
}

describe('a trained model of another person', () => {
  beforeAll(async () => {
    await authors.query(
      `select insitu.train('${author.schema}.hostile', 'select * from iris', '{"target": "target", "id": "id", "algorithm": "tree"}')`,
    );
    await replacePickle('hostile', pickleOf(asking()));
  });

  test.each([
    [
      'insitu.predict',
      () => `select insitu.predict('${author.schema}.hostile', to_jsonb(i)) from ${author.schema}.iris i limit 1`,
    ],
    [
      'insitu.predict_into',
      () =>
        `select insitu.predict_into('${author.schema}.hostile', 'select * from ${author.schema}.iris', '${caller.schema}.scored')`,
    ],
  ])('runs no SQL as whoever calls %s', async (_, statement) => {
    await expect(callers.query(statement())).rejects.toThrow(allRefused);
    expect((await callers.query('select 1 as a')).rows).toEqual([{ a: 1 }]);
  });

  test('is stored by insitu.train alone, not even its author puts one there by hand', async () => {
    const version = `insert into insitu.trained_model (schema_name, relation_name, version, owner, task, target, algorithm, metric,
        rows, query, config, report, provenance, data_hash, artifact_bytes, artifact_sha256, peak_memory_bytes, seconds)
      select schema_name, relation_name, version + 1, owner, task, target, algorithm, metric, rows, query, config, report,
        provenance, data_hash, artifact_bytes, artifact_sha256, peak_memory_bytes, seconds from insitu.trained_model`;
    const chunk = `insert into insitu.trained_model_chunk select model_id, 'more', number, sha256, data from insitu.trained_model_chunk`;
    for (const client of [authors, callers]) {
      for (const statement of [version, chunk, 'update insitu.trained_model set score = 1']) {
        await expect(client.query(statement)).rejects.toThrow(/permission denied/);
      }
    }
    await expect(
      callers.query(
        `select insitu.train('${author.schema}.hostile', 'select * from ${author.schema}.iris', '{"target": "target", "id": "id"}')`,
      ),
    ).rejects.toThrow(/may not keep trained models/);
  });
});

test('a function of another person runs no SQL as its caller', async () => {
  const body = asking().replaceAll('\n', '\n    ');
  const made = await callFenced(authors, 'create_udf', {
    schema: author.schema,
    name: 'borrowed',
    source: `def borrowed(a):\n    ${body}\n`,
    path: 'functions/borrowed.py',
    arguments: [{ name: 'a', type: 'int4' }],
    returns: 'int4',
  });
  expect(made.message).toBe('');
  await authors.query(`grant execute on function borrowed(int4) to ${caller.name}`);
  await expect(callers.query(`select ${author.schema}.borrowed(1)`)).rejects.toThrow(allRefused);
});

test('operators and functions that a search_path puts before PostgreSQL’s own are never used', async () => {
  const evil = `${caller.schema}_evil`;
  await onServer(database.url, (admin) => admin.query(`create schema ${evil} authorization ${caller.name}`));
  const types = ['name', 'text', 'oid', 'int4', 'int8', 'bool', 'float8', '"char"'];
  const operators = types.flatMap((type) =>
    ['=', '<>', '<', '>', '>=', '<='].map((name, at) => {
      const called = `f${types.indexOf(type)}_${at}`;
      return `create function ${evil}.${called}(${type}, ${type}) returns bool language plpgsql as $$begin raise 'shadowed %', '${name}'; end$$;
        create operator ${evil}.${name} (leftarg = ${type}, rightarg = ${type}, procedure = ${evil}.${called});`;
    }),
  );
  const functions = [
    'random()',
    'now()',
    'quote_ident(text)',
    'to_json(timestamptz)',
    'lower(text)',
    'to_regclass(text)',
  ];
  await callers.query(operators.join('\n'));
  for (const signature of functions) {
    await callers.query(
      `create function ${evil}.${signature} returns int4 language plpgsql as $$begin raise 'shadowed'; end$$`,
    );
  }
  await callers.query(`create table ${caller.schema}.rows as select g as id, g * 0.5 as x, g * 7919 % 1013 as y, 'a' || g % 3 as t
    from generate_series(1, 300) g; set search_path = ${evil}, ${caller.schema}, pg_catalog`);
  try {
    await expect(callers.query('select 1 = 1')).rejects.toThrow('shadowed');
    const query = `select * from ${caller.schema}.rows`;
    const config = { target: 'y', id: 'id', algorithm: 'ridge' };
    await callers.query('select insitu.check_training($1, $2)', [query, JSON.stringify(config)]);
    await callers.query('select insitu.train($1, $2, $3)', [`${caller.schema}.own`, query, JSON.stringify(config)]);
    await callers.query('select insitu.predict_into($1, $2, $3)', [
      `${caller.schema}.own`,
      query,
      `${caller.schema}.predicted`,
    ]);
    await callers.query(`select insitu.predict($1, '{"x": 1, "t": "a1"}')`, [`${caller.schema}.own`]);
    await callers.query('select insitu.training_info($1)', [`${caller.schema}.own`]);
    const cell = await callFenced(callers, 'run_cell', {
      source: 'def model(dbt, session):\n    return dbt.ref("rows")\n',
      path: 'models/c.py',
      relation: { schema: caller.schema, name: 'copied' },
      inputs: { rows: { schema: caller.schema, name: 'rows' } },
    });
    expect(cell).toMatchObject({ message: '', value: { rows: 300 } });
    const made = await callFenced(callers, 'create_udf', {
      schema: caller.schema,
      name: 'half',
      source: 'def half(a):\n    return a / 2\n',
      path: 'functions/half.py',
      arguments: [{ name: 'a', type: 'float8' }],
      returns: 'float8',
    });
    expect(made.message).toBe('');
    expect((await callers.query(`select ${caller.schema}.half(3) as h`)).rows).toEqual([{ h: 1.5 }]);
  } finally {
    await callers.query('reset search_path');
    await callers.query(`drop schema ${evil} cascade`);
  }
});
