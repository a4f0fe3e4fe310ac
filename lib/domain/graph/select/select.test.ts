import { describe, expect, it } from 'vitest';
import { compileFiles } from '../../compile/fixture.ts';
import { neighbourhood, selectNodes, toGraph } from '../index.ts';

/** raw → stg → int → fct, and other → fct; a test on stg, one singular test on fct. */
const graph = toGraph(
  compileFiles({
    'models/staging/stg.sql': "{{ config(tags=['nightly']) }} select * from {{ source('raw', 't') }}",
    'models/marts/int.sql': "select * from {{ ref('stg') }}",
    'models/marts/fct.sql':
      "{{ config(materialized='table', meta={'owner': 'ann'}) }} select * from {{ ref('int') }}, {{ ref('other') }}",
    'models/other.sql': 'select 1 as id',
    'tests/fct_check.sql': "select * from {{ ref('fct') }}",
    'models/s.yml':
      'sources:\n  - name: raw\n    tables: [{name: t}]\nmodels:\n  - name: stg\n    columns: [{name: id, tests: [unique]}]\n',
  }),
);

const names = (select: string[], exclude: string[] = []): string[] =>
  selectNodes(graph, { select, exclude })
    .ids.map((id) => graph.nodes.find((node) => node.id === id)?.name ?? id)
    .toSorted();

describe('selection', () => {
  it.each([
    [['stg'], ['stg', 'unique_stg_id']],
    [['+int'], ['int', 'raw.t', 'stg', 'unique_stg_id']],
    [['1+int'], ['int', 'stg', 'unique_stg_id']],
    [['stg+1'], ['int', 'stg', 'unique_stg_id']],
    [['int+'], ['fct', 'fct_check', 'int']],
    [['@int'], ['fct', 'fct_check', 'int', 'other', 'raw.t', 'stg', 'unique_stg_id']],
    [['tag:nightly'], ['stg', 'unique_stg_id']],
    [['path:models/marts'], ['fct', 'fct_check', 'int']],
    [['models/marts/int.sql'], ['int']],
    [['int.sql'], ['int']],
    [['marts'], ['fct', 'fct_check', 'int']],
    [['shop.marts.*'], ['fct', 'fct_check', 'int']],
    [['config.materialized:table'], ['fct', 'fct_check']],
    [['config.meta.owner:ann'], ['fct', 'fct_check']],
    [['resource_type:test'], ['fct_check', 'unique_stg_id']],
    [['test_type:generic'], ['unique_stg_id']],
    [['source:raw'], ['raw.t']],
    [['source:raw.t+1'], ['raw.t', 'stg', 'unique_stg_id']],
    [['stg other'], ['other', 'stg', 'unique_stg_id']],
    [['+fct,path:models/staging'], ['stg', 'unique_stg_id']],
    [['*t'], ['fct', 'fct_check', 'int']],
    [['nothing'], []],
  ])('%j', (select, expected) => {
    expect(names(select)).toEqual(expected);
  });

  it('excludes, and takes everything when nothing is selected', () => {
    expect(names([], ['+fct'])).toEqual([]);
    expect(names(['fct', 'stg'], ['resource_type:test'])).toEqual(['fct', 'stg']);
    expect(names([])).toHaveLength(graph.nodes.length);
  });

  it('refuses what has no meaning, with the near method', () => {
    expect(() => names(['tags:x'])).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ remedy: 'Did you mean "tag"?' }) }),
    );
    expect(() => names(['+'])).toThrow('is not a selection');
    expect(() => names(['state:new'])).toThrow('none was given');
    expect(() => names(['version:newest'])).toThrow('is not a version');
  });
});

describe('neighbourhood', () => {
  it('cuts the graph around a node', () => {
    const near = neighbourhood(graph, 'model.shop.int', { up: 1, down: 1 });
    expect(near.nodes.map((node) => [node.name, node.dependsOn.length])).toEqual(
      [
        ['int', 1],
        ['fct', 1],
        ['stg', 0],
      ].toSorted(),
    );
  });
});
