import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TrainedModel, trainedModel, trainingCheck, trainingProgress } from '#lib/contracts/train.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { loadDataset } from './testing/datasets.ts';
import { makePerson, type Person } from './testing/person.ts';

let database: TestDatabase;
let person: Person;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('data');
  person = await makePerson(database.url);
  client = await person.connect();
  await client.query(`set search_path = ${person.schema}`);
  await loadDataset(client, 'iris', 'iris');
  await loadDataset(client, 'cancer', 'breast_cancer');
  await loadDataset(client, 'diabetes', 'diabetes');
});
afterAll(async () => {
  await client?.end();
  await person?.drop();
  await database?.drop();
});

type Config = Record<string, unknown>;
const base: Config = { target: 'target', id: 'id' };

const train = async (
  name: string,
  query: string,
  config: Config = {},
  by: pg.Client = client,
): Promise<TrainedModel> => {
  const answer = await by.query('select insitu.train($1, $2, $3, $4) as value', [
    `${person.schema}.${name}`,
    query,
    JSON.stringify({ ...base, ...config }),
    JSON.stringify({ commit: 'abc' }),
  ]);
  return trainedModel.parse(answer.rows[0].value);
};
const score = (model: TrainedModel, name = model.metric): number =>
  model.metrics.find((metric) => metric.name === name)?.mean ?? Number.NaN;

const refusal = async (query: string, config: Config = {}) => {
  const error: unknown = await train('refused', query, config).catch((caught: unknown) => caught);
  if (!(error instanceof pg.DatabaseError)) throw new Error('nothing was refused');
  return { state: error.code, message: error.message, hint: error.hint, detail: JSON.parse(error.detail ?? '{}') };
};

describe('insitu.train by a plain role', () => {
  test('keeps a version with its scores, signature and provenance', async () => {
    const model = await train('iris_model', 'select * from iris', { algorithm: 'random_forest', metric: 'accuracy' });
    expect(model).toMatchObject({
      name: `${person.schema}.iris_model`,
      version: 1,
      task: 'multiclass',
      rows: 150,
      classes: ['setosa', 'versicolor', 'virginica'],
      trainedBy: person.name,
      provenance: { commit: 'abc' },
      query: 'select * from iris',
    });
    expect(score(model)).toBeGreaterThan(0.9);
    expect(model.baseline).toBeCloseTo(1 / 3);
    expect(model.features.map(({ name }) => name)).toEqual([
      'sepal_length',
      'sepal_width',
      'petal_length',
      'petal_width',
    ]);
    expect(model.peakMemoryBytes).toBeGreaterThan(30e6);
    expect(model.packages['scikit-learn']).toMatch(/^\d/);
    const info = await client.query('select insitu.training_info($1) as value', ['iris_model']);
    expect(trainedModel.parse(info.rows[0].value)).toEqual({ ...model, deployed: true });
  });

  test.each(['lightgbm', 'xgboost', 'logistic'])(
    '%s tells tumours apart and survives the way back',
    async (algorithm) => {
      const name = `cancer_${algorithm}`;
      const model = await train(name, 'select * from cancer', {
        algorithm,
        ...(algorithm === 'logistic' ? {} : { hyperparams: { n_estimators: 60 } }),
      });
      expect(score(model, 'roc_auc')).toBeGreaterThan(0.98);
      expect(score(model, 'accuracy')).toBeGreaterThan((model.baselines?.accuracy ?? 1) + 0.2);
      await client.query('select insitu.predict_into($1, $2, $3, $4)', [
        name,
        'select * from cancer',
        `${name}_scored`,
        '{"id": "id", "keep": ["target"]}',
      ]);
      const { rows } =
        await client.query(`select count(*)::int as rows, avg((prediction = target)::int)::float8 as right,
      bool_and(probability between 0 and 1) as fine from ${name}_scored`);
      expect(rows[0].rows).toBe(569);
      expect(rows[0].right).toBeGreaterThan(0.95);
      expect(rows[0].fine).toBe(true);
    },
  );

  test('a regression has residuals and explains some of the variance', async () => {
    const model = await train('diabetes_model', 'select * from diabetes', { algorithm: 'ridge', test_size: 0.25 });
    expect(model).toMatchObject({ task: 'regression', metric: 'rmse', split: { strategy: 'kfold', folds: 1 } });
    expect(score(model, 'r2')).toBeGreaterThan(0.25);
    expect(model.residuals?.counts.reduce((a, b) => a + b)).toBe(model.judgedRows);
  });

  test('the same seed and rows give the same artifact', async () => {
    const [a, b] = [1, 2].map(() =>
      train('again', 'select * from cancer order by id', { hyperparams: { n_estimators: 20 }, seed: 5 }),
    );
    const first = await a;
    const second = await b;
    expect(second?.version).toBe((first?.version ?? 0) + 1);
    expect(second?.dataHash).toBe(first?.dataHash);
    const { rows } = await client.query(
      'select count(distinct artifact_sha256)::int as n from insitu.trained_model where name = $1',
      [`${person.schema}.again`],
    );
    expect(rows[0].n).toBe(1);
  });

  test('progress arrives while it runs, in the words of the contract', async () => {
    const seen: unknown[] = [];
    const listen = (notice: { detail?: string | undefined }) => void seen.push(JSON.parse(notice.detail ?? '{}'));
    client.on('notice', listen);
    await train('watched', 'select * from cancer', { hyperparams: { n_estimators: 30 }, cv: { folds: 3 } });
    client.off('notice', listen);
    const progress = seen.map((detail) => trainingProgress.parse(detail));
    expect(new Set(progress.map(({ phase }) => phase))).toEqual(
      new Set(['read', 'check', 'fit', 'score', 'refit', 'store']),
    );
    expect(progress.some((p) => p.validation !== undefined && p.iteration !== undefined && p.fold === 3)).toBe(true);
    const fractions = progress.flatMap((p) => p.fraction ?? []);
    expect(fractions).toEqual(fractions.toSorted((x, y) => x - y));
  });

  test('versions are numbered one by one when two train at once', async () => {
    const other = await person.connect();
    try {
      await other.query(`set search_path = ${person.schema}`);
      const both = await Promise.all([
        train('raced', 'select * from iris', { algorithm: 'tree' }),
        train('raced', 'select * from iris', { algorithm: 'tree' }, other),
      ]);
      expect(both.map(({ version }) => version).toSorted()).toEqual([1, 2]);
    } finally {
      await other.end();
    }
  });

  test('a training that is rolled back leaves nothing', async () => {
    await client.query('begin');
    await train('gone', 'select * from iris', { algorithm: 'tree' });
    await client.query('rollback');
    const { rows } = await client.query(
      "select count(*)::int as n from insitu.trained_models where name like '%.gone'",
    );
    expect(rows[0].n).toBe(0);
  });

  test('text, NULL and dates are features', async () => {
    await client.query(`create table mixed as select i as id, date '2020-01-01' + (i % 300) as day, i % 2 = 0 as even,
      case i % 4 when 0 then 'red' when 1 then 'green' when 2 then 'blue' end as colour,
      nullif(i % 7, 3)::numeric as n, (i % 4 = 3)::int * 2 + random() as target from generate_series(1, 600) as i`);
    for (const algorithm of ['lightgbm', 'ridge']) {
      const model = await train(`mixed_${algorithm}`, 'select * from mixed', { algorithm, cv: { folds: 3 } });
      expect(score(model, 'r2')).toBeGreaterThan(0.7);
      expect(model.features.find(({ name }) => name === 'colour')).toMatchObject({ nullable: true, categories: 3 });
    }
    const values = await client.query(`select (insitu.predict('mixed_ridge', to_jsonb(m)) ->> 'value')::float8 as value,
      colour is null as missing from mixed as m limit 40`);
    for (const { value, missing } of values.rows) expect(value > 1.5).toBe(missing);
  });
});

describe('a training set that is refused, before any fit', () => {
  test.each([
    ['unknown key', 'select * from iris', { algoritm: 'tree' }, 'IN001', 'no setting "algoritm"', '"algorithm"'],
    [
      'unknown hyperparameter',
      'select * from iris',
      { hyperparams: { num_leave: 3 } },
      'IN001',
      'num_leave',
      '"num_leaves"',
    ],
    ['missing column', 'select * from iris', { target: 'targt' }, 'IN003', 'no column "targt"', '"target"'],
    [
      'one class',
      "select * from iris where target = 'setosa'",
      {},
      'IN003',
      'one class only: setosa, in all 50 rows',
      '',
    ],
    [
      'constant target',
      'select *, 4 as y from iris',
      { target: 'y', task: 'regression' },
      'IN003',
      '4 in all 150 rows',
      '',
    ],
    [
      'NULL target',
      "select *, nullif(target, 'setosa') as y from iris",
      { target: 'y', exclude: ['target'] },
      'IN003',
      '50 of 150 rows',
      'is not null',
    ],
    ['nine rows', 'select * from iris limit 9', {}, 'IN003', 'gives 9 rows', ''],
    ['no rows', 'select * from iris where false', {}, 'IN003', 'gives 0 rows', ''],
    [
      'a copy of the target',
      'select *, upper(target) as name from iris',
      {},
      'IN003',
      '"name" is a copy',
      "exclude=['name']",
    ],
    ['two columns of a name', 'select *, id from iris', {}, 'IN003', 'two columns "id"', ''],
  ])('%s', async (_, query, config, state, said, hint) => {
    const refused = await refusal(query, config);
    expect(refused.state).toBe(state);
    expect(refused.message).toContain(said);
    expect(refused.hint ?? '').toContain(hint);
  });

  test('counts are in the detail', async () => {
    const { detail } = await refusal('select * from iris limit 9');
    expect(detail).toMatchObject({ insitu: 1, code: 'train.few_rows', counts: { rows: 9 } });
  });

  test('a schema one may not create in', async () => {
    const error = await client
      .query('select insitu.train($1, $2, $3)', ['insitu.mine', 'select * from iris', JSON.stringify(base)])
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'IN001', message: expect.stringContaining('may not keep trained models') });
  });
});

test('insitu.check_training shows what the Train screen needs', async () => {
  const answer = await client.query('select insitu.check_training($1, $2) as value', [
    'select *, 1 as one, id as serial from cancer',
    JSON.stringify({ ...base, cv: { folds: 3 } }),
  ]);
  const check = trainingCheck.parse(answer.rows[0].value);
  expect(check).toMatchObject({
    rows: 569,
    leftOut: 0,
    isolation: expect.stringMatching(/full|reduced/),
    task: 'classification',
  });
  expect(check.target.classes).toEqual([
    { value: 'benign', rows: 357 },
    { value: 'malignant', rows: 212 },
  ]);
  expect(check.features.find(({ name }) => name === 'mean_radius')?.alone).toBeGreaterThan(0.9);
  const codes = check.findings.filter(({ level }) => level === 'warn').map(({ code, feature }) => `${code} ${feature}`);
  expect(codes).toEqual(['feature.constant one', 'feature.identifier serial']);
});

describe('who may see and use a model', () => {
  test('others need USAGE on the schema; nobody writes for another or changes a model', async () => {
    const name = `${person.schema}.guarded`;
    await train('guarded', 'select * from iris', { algorithm: 'tree' });
    const stranger = await makePerson(database.url);
    const theirs = await stranger.connect();
    try {
      const count = async () =>
        (await theirs.query('select count(*)::int as n from insitu.trained_models where name = $1', [name])).rows[0].n;
      const predicted = () => theirs.query(`select insitu.predict($1, '{}')`, [name]);
      expect(await count()).toBe(0);
      await expect(predicted()).rejects.toMatchObject({ message: expect.stringContaining('no trained model') });
      await client.query(`grant usage on schema ${person.schema} to ${stranger.name}`);
      expect(await count()).toBe(1);
      await expect(predicted()).rejects.toMatchObject({ message: expect.stringContaining('The row has no') });
      expect((await theirs.query('delete from insitu.trained_model')).rowCount).toBe(0);
      await expect(theirs.query('update insitu.trained_model set version = 9')).rejects.toThrow('permission denied');
      const forged = `insert into insitu.trained_model_chunk select id, 'x', 0, '', '' from insitu.trained_model limit 1`;
      await expect(theirs.query(forged)).rejects.toThrow('permission denied');
    } finally {
      await theirs.end();
      await stranger.drop();
    }
  });
});

describe('predictions', () => {
  test('a second call in a session does not load the model again', async () => {
    await train('quick', 'select * from iris', { algorithm: 'tree', test_size: 0 });
    const ask = async (): Promise<number> => {
      const started = performance.now();
      const { rows } = await client.query(
        `select insitu.predict('quick', to_jsonb(i)) as p from iris as i where id = 1`,
      );
      expect(rows[0].p).toEqual({ value: 'setosa', probabilities: { setosa: 1, versicolor: 0, virginica: 0 } });
      return performance.now() - started;
    };
    const first = await ask();
    const next = Math.min(await ask(), await ask(), await ask());
    expect(next).toBeLessThan(first / 10);
  });

  test('columns that are passed through come out exactly as they went in, whatever their type', async () => {
    await client.query(`create type mood as enum ('glad', 'sad'); create domain share as numeric(5,3) check (value < 9);
      create table every as select i.*, v.* from iris i left join (values
        (0, true, 7::int2, 9007199254740993, 'NaN'::float8, 'Infinity'::float4, 1.10::numeric(8,2), 'infinity'::timestamptz(3),
          'x'::char(3), '{1,null}'::int[], 'sad'::mood, 0.125::share, '{"b": 1, "a": 2}'::json, '-infinity'::date,
          '1 mon 2 days'::interval, '\\x00ff'::bytea, '{ä}'::varchar(4)[]),
        (1, false, -7::int2, -9007199254740993, 0.1::float8, 0.1::float4, 'NaN'::numeric(8,2), now()::timestamptz(3),
          'y'::char(3), '{}'::int[], 'glad'::mood, 8.999::share, 'null'::json, '4713-01-01 BC'::date,
          '-1 us'::interval, ''::bytea, null))
        as v(n, b, i2, i8, f8, f4, num, tz, c, a, m, d, j, day, span, raw, texts) on v.n = i.id`);
    await client.query(`select insitu.predict_into('quick', 'select * from every', 'every_scored')`);
    const shape = `select jsonb_agg(jsonb_build_array(attname, format_type(atttypid, atttypmod)) order by attnum) as value
      from pg_attribute where attrelid = $1::regclass and attnum > 0 and attname !~ '^(prediction|probability)'`;
    const [before, after] = await Promise.all(
      ['every', 'every_scored'].map(async (table) => (await client.query(shape, [table])).rows[0].value),
    );
    expect(after).toEqual(before);
    const listed = before.map(([name]: [string]) => `"${name}"`).join(', ');
    const differ =
      await client.query(`select count(*)::int as rows, count(*) filter (where a is distinct from b)::int as other
      from (select id, (${listed})::text a from every) x full join (select id, (${listed})::text b from every_scored) y using (id)`);
    expect(differ.rows[0]).toEqual({ rows: 150, other: 0 });
    const left = await client.query(`select relname from pg_class where relname ~ '^insitu_(rows|predicted)_'`);
    expect(left.rows).toEqual([]);
  });

  test('a missing column names the near one; other columns are no matter; ids keep their type', async () => {
    await client.query(
      'create table wide as select *, 9007199254740993 + id as big, 1.10::numeric(9,4) as price from iris',
    );
    const into = (query: string, config: unknown) =>
      client.query(`select insitu.predict_into('quick', $1, 'scored', $2) as value`, [query, JSON.stringify(config)]);
    await expect(
      into('select id, sepal_width, sepal_length, petal_width, petal_length as petal_lenth from iris', {}),
    ).rejects.toMatchObject({
      message: expect.stringContaining('no column "petal_length"'),
      hint: 'Did you mean "petal_lenth"?',
    });
    const answer = await into('select * from wide', { id: 'big', keep: ['price'] });
    expect(answer.rows[0].value).toMatchObject({ rows: 150, version: 1 });
    const { rows } = await client.query(`select pg_typeof(big)::text as big, pg_typeof(price)::text as price,
      (select count(*)::int from scored join wide using (big) where wide.price = scored.price) as same from scored limit 1`);
    expect(rows[0]).toEqual({ big: 'bigint', price: 'numeric', same: 150 });
  });

  test('no rows give an empty table', async () => {
    const { rows } = await client.query(
      `select insitu.predict_into('quick', 'select * from iris where false', 'none', '{"id": "id"}') as value`,
    );
    expect(rows[0].value.rows).toBe(0);
    expect((await client.query('select * from none')).fields.map(({ name }) => name).slice(0, 2)).toEqual([
      'id',
      'prediction',
    ]);
  });
});

test('insitu.algorithms lists every algorithm with its hyperparameters', async () => {
  const { rows } = await client.query("select * from insitu.algorithms() where algorithm = 'lightgbm'");
  expect(rows.map(({ task }) => task)).toEqual(['regression', 'classification', 'multiclass']);
  expect(rows[0]).toMatchObject({ library: 'lightgbm', available: true });
  expect(rows[0].hyperparameters).toContainEqual(
    expect.objectContaining({ name: 'num_leaves', type: 'int', default: 31 }),
  );
});
