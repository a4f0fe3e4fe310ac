import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProjectBench } from '#lib/testing/project-bench.ts';
import { planBatches } from './batches.ts';

const plan = (more: Partial<Parameters<typeof planBatches>[0]>) =>
  planBatches({
    size: 'day',
    lookback: 1,
    begin: new Date('2024-01-30T07:00Z'),
    fromBegin: true,
    now: new Date('2024-02-01T10:30Z'),
    ...more,
  }).map(({ start, end }) => `${start.slice(0, 16)} ${end.slice(0, 16)}`);

describe('the batches of a run', () => {
  it('begin with `begin` and end with the one that now is in', () => {
    expect(plan({})).toEqual([
      '2024-01-30 00:00 2024-01-31 00:00',
      '2024-01-31 00:00 2024-02-01 00:00',
      '2024-02-01 00:00 2024-02-02 00:00',
    ]);
    expect(plan({ size: 'month' })).toEqual(['2024-01-01 00:00 2024-02-01 00:00', '2024-02-01 00:00 2024-03-01 00:00']);
    expect(plan({ size: 'year' })).toEqual(['2024-01-01 00:00 2025-01-01 00:00']);
  });

  it('look back later on, and take no batch that has not begun', () => {
    expect(plan({ fromBegin: false, size: 'hour', lookback: 0 })).toEqual(['2024-02-01 10:00 2024-02-01 11:00']);
    expect(plan({ fromBegin: false, now: new Date('2024-02-01T00:00Z') })).toEqual([
      '2024-01-30 00:00 2024-01-31 00:00',
      '2024-01-31 00:00 2024-02-01 00:00',
    ]);
  });
});

it('are those of the window that is asked for, in whole batches', () => {
  const window = { start: new Date('2024-01-30T07:00Z'), end: new Date('2024-01-31T00:00:01Z') };
  expect(plan({ window, fromBegin: false })).toEqual([
    '2024-01-30 00:00 2024-01-31 00:00',
    '2024-01-31 00:00 2024-02-01 00:00',
  ]);
});

describe('a microbatch model', () => {
  let bench: ProjectBench;
  beforeAll(async () => {
    bench = await ProjectBench.open();
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  it('merges batch by batch what its inputs have in each, and looks back in the next run', async () => {
    const s = bench.schema();
    const year = new Date().getUTCFullYear();
    const files = (value: string) => ({
      'models/events.sql': `{{ config(event_time='at') }} select i as id, make_timestamp(${year} - i, 6, 1, 0, 0, 0) as at, '${value}' as v from generate_series(0, 3) i`,
      'models/m.sql': `{{ config(materialized='incremental', incremental_strategy='microbatch', unique_key='id', event_time='at', batch_size='year', begin='${year - 2}-03-01') }}
select *, '{{ model.batch.id }}' as batch from {{ ref('events') }}`,
    });
    const rows = () => bench.rows(`select id, v, batch from ${s}.m order by id`);
    await bench.build(s, files('a'));
    const batches = [0, 1, 2].map((id) => [id, 'a', String(year - id)]);
    expect(await rows()).toEqual(batches);
    await bench.build(s, files('b'));
    expect(await rows()).toEqual(batches.map(([id, , batch]) => [id, id === 2 ? 'a' : 'b', batch]));
    await bench.build(s, files('c'), { request: { fullRefresh: true, vars: {} } });
    expect(await rows()).toEqual(batches.map(([id, , batch]) => [id, 'c', batch]));
  });

  // dbt 1.11 makes the table anew for the first batch of such a retry, and the rows of all others are lost.
  it('adds what failed to what stands, also when a full refresh is retried', async () => {
    const s = bench.schema();
    const files = (divisor: string) => ({
      'models/events.sql': `{{ config(event_time='at') }} select i as id, make_timestamp(2020 + i, 6, 1, 0, 0, 0) as at from generate_series(0, 3) i`,
      'models/m.sql': `{{ config(materialized='incremental', incremental_strategy='microbatch', unique_key='id', event_time='at', batch_size='year', begin='2020-01-01') }}
select *, 6 / ${divisor} as v from {{ ref('events') }}`,
      'models/below.sql': "select count(*) as n from {{ ref('m') }}",
    });
    const options = {
      request: { fullRefresh: true, vars: {} },
      earlier: { startedAt: '2023-07-01T00:00:00Z', batches: {} },
    };
    const first = await bench.build(s, files('(id - 2)'), options);
    const partial = first.step('m');
    const batches = partial?.batches;
    expect(first.status).toBe('failed');
    expect(partial).toMatchObject({ status: 'partial', rows: 3, message: 'PARTIAL SUCCESS (3/4)' });
    expect(partial?.problem?.message).toBe('3 of 4 batches built. Batch 2022: division by zero');
    expect(batches?.failed).toEqual([['2022-01-01T00:00:00+00:00', '2023-01-01T00:00:00+00:00']]);
    expect(first.step('below')?.status).toBe('skipped');
    const earlier = { ...options.earlier, batches: { 'model.shop.m': batches ?? { successful: [], failed: [] } } };
    const second = await bench.build(s, files('(id + 1)'), { ...options, earlier });
    expect(second.step('m')).toMatchObject({ status: 'success', rows: 1 });
    expect(second.step('m')?.batches?.successful.map(([start]) => start.slice(0, 4))).toEqual([
      ...['2022', '2020', '2021', '2023'],
    ]);
    expect(await bench.rows(`select id, v from ${s}.m order by id`)).toEqual([
      [0, -3],
      [1, -6],
      [2, 2],
      [3, 6],
    ]);
  });
});
