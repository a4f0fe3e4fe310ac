import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProjectBench } from '#lib/testing/project-bench.ts';

let bench: ProjectBench;
beforeAll(async () => {
  bench = await ProjectBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

const loads = [
  'id,v,changed\n1,x,2024-01-01 00:00:00\n2,y,2024-01-01 00:00:00\n3,z,2024-01-01 00:00:00\n',
  'id,v,changed\n1,X,2024-01-02 00:00:00\n2,y,2024-01-01 00:00:00\n4,w,2024-01-02 00:00:00\n',
  'id,v,changed\n1,X,2024-01-02 00:00:00\n2,Y,2024-01-03 00:00:00\n3,z2,2024-01-03 00:00:00\n',
];
const block = (name: string, config: string, query = "select * from {{ ref('src') }}"): string =>
  `{% snapshot ${name} %}\n{{ config(unique_key='id', ${config}) }}\n${query}\n{% endsnapshot %}\n`;
const timestamp = "strategy='timestamp', updated_at='changed'";
const check = "strategy='check', check_cols='all', updated_at='changed'";

async function afterLoads(snapshots: Readonly<Record<string, string>>) {
  const s = bench.schema();
  for (const load of loads) {
    const { status } = await bench.build(s, { 'seeds/src.csv': load, ...snapshots });
    if (status !== 'success') throw new Error(`a build ended as ${status}`);
  }
  return s;
}

/** Value, when it began and when it ended; `now` for times of the run itself. */
const history = async (s: string, name: string, more = "''"): Promise<unknown[]> =>
  (
    await bench.rows(
      `select concat_ws(' ', id || v, to_char(dbt_valid_from, 'MM-DD'), case when dbt_valid_to > '2025-01-01' and dbt_valid_to < '9999-01-01'
         then 'now' else coalesce(to_char(dbt_valid_to, 'MM-DD'), '-') end, ${more})
         from ${s}.${name} where dbt_valid_from < '2025-01-01' order by id, dbt_valid_from, v`,
    )
  ).flat();

const past = ['1x 01-01 01-02', '1X 01-02 -', '2y 01-01 01-03', '2Y 01-03 -'];

describe('a snapshot over three changes', () => {
  it('keeps the past by both strategies', async () => {
    const s = await afterLoads({
      'snapshots/a.sql': block('by_time', timestamp) + block('by_value', check),
      'snapshots/y.yml': `snapshots:\n  - name: in_yaml\n    relation: ref('src')\n    config: {strategy: timestamp, unique_key: [id], updated_at: changed}\n`,
    });
    const expected = [...past, '3z 01-01 01-03', '3z2 01-03 -', '4w 01-02 -'].map((row) => `${row} `);
    expect(await history(s, 'by_time')).toEqual(expected);
    expect(await history(s, 'by_value')).toEqual(expected);
    expect(await history(s, 'in_yaml')).toEqual(expected);
  });

  it('ends rows that were deleted, and begins them again', async () => {
    const s = await afterLoads({
      'snapshots/a.sql':
        block('invalidated', `${timestamp}, hard_deletes='invalidate'`) +
        block('recorded', `${check}, hard_deletes='new_record'`) +
        block('current', `${timestamp}, hard_deletes='invalidate', dbt_valid_to_current="'9999-12-31'::timestamp"`),
    });
    const ended = [...past, '3z 01-01 now', '3z2 01-03 -', '4w 01-02 now'];
    expect(await history(s, 'invalidated')).toEqual(ended.map((row) => `${row} `));
    expect(await history(s, 'current')).toEqual(ended.map((row) => `${row.replace(/-$/, '12-31')} `));
    expect(await history(s, 'recorded', 'dbt_is_deleted')).toEqual(ended.map((row) => `${row} False`));
    expect(
      await bench.rows(`select id, count(*) from ${s}.recorded where dbt_is_deleted = 'True' group by 1 order by 1`),
    ).toEqual([
      [3, '1'],
      [4, '1'],
    ]);
  });

  it('has dbt’s columns, their types and its hash, under the names it is told', async () => {
    const names = `{'dbt_valid_from': 'since', 'dbt_valid_to': 'until', 'dbt_scd_id': 'hash', 'dbt_updated_at': 'at'}`;
    const s = await afterLoads({
      'snapshots/a.sql': block('named', `${timestamp}, snapshot_meta_column_names=${names}`),
    });
    expect(
      await bench.rows(
        `select attname || ' ' || format_type(atttypid, atttypmod) from pg_attribute where attrelid = '${s}.named'::regclass and attnum > 3 order by attnum`,
      ),
    ).toEqual([
      ['hash text'],
      ['at timestamp without time zone'],
      ['since timestamp without time zone'],
      ['until timestamp without time zone'],
    ]);
    const hash = createHash('md5').update('2|2024-01-03 00:00:00').digest('hex');
    expect(await bench.rows(`select hash from ${s}.named where id = 2 and until is null`)).toEqual([[hash]]);
  });

  it('takes new columns of its source and keeps those that went', async () => {
    const s = bench.schema();
    const build = (query: string) => bench.build(s, { 'snapshots/a.sql': block('a', check, query) });
    await build("select 1 as id, 'x' as v, timestamp '2024-01-01' as changed");
    await build("select 1 as id, 'x' as v, 5 as n, timestamp '2024-01-02' as changed");
    await build("select 1 as id, 6 as n, timestamp '2024-01-03' as changed");
    expect(await bench.rows(`select v, n, to_char(dbt_valid_to, 'MM-DD') from ${s}.a order by dbt_valid_from`)).toEqual(
      [
        ['x', null, '01-02'],
        ['x', 5, '01-03'],
        [null, 6, null],
      ],
    );
  });

  it('refuses a table that is no snapshot', async () => {
    const s = bench.schema();
    await bench.build(s, { 'models/a.sql': "{{ config(materialized='table') }} select 1 as id" });
    const { step } = await bench.build(s, { 'snapshots/a.sql': block('a', check, 'select 1 as id, now() as changed') });
    expect(step('a')?.problem).toMatchObject({ code: 'snapshot.target', path: 'snapshots/a.sql' });
  });
});
