import { describe, expect, it } from 'vitest';
import { compileFiles } from '../fixture.ts';

const PROJECT = {
  'models/m.sql': 'select 1 as id',
  'models/inc.sql':
    "{{ config(materialized='incremental') }} select id from {{ ref('m') }} {% if is_incremental() %} where id > 1 {% endif %}",
  'models/ver_v1.sql': 'select 1 as id',
  'models/ver_v2.sql': 'select 2 as id',
  'models/v.yml': 'models: [{name: ver, latest_version: 2, versions: [{v: 1}, {v: 2}]}]',
  'seeds/s.csv': 'id\n1\n',
};

const compile = (tests: string) => compileFiles({ ...PROJECT, 'models/u.yml': `unit_tests:\n  ${tests}\n` });
const rows = 'expect: {rows: []}';

/** Each was given to dbt-core 1.11 as well: it refuses these projects. */
const REFUSED: readonly [string, string, string][] = [
  ['no model', `- {name: t, given: [], ${rows}}`, 'unit_test.shape'],
  ['an unknown model', `- {name: t, model: nope, given: [], ${rows}}`, 'unit_test.model'],
  ['a seed for a model', `- {name: t, model: s, given: [], ${rows}}`, 'unit_test.model'],
  ['no given', `- {name: t, model: m, ${rows}}`, 'unit_test.shape'],
  ['no expect', '- {name: t, model: m, given: []}', 'unit_test.shape'],
  ['an unknown format', '- {name: t, model: m, given: [], expect: {format: xml, rows: []}}', 'unit_test.format'],
  [
    'rows of CSV in a list',
    '- {name: t, model: m, given: [], expect: {format: csv, rows: [{a: 1}]}}',
    'unit_test.rows',
  ],
  ['rows in a text', "- {name: t, model: m, given: [], expect: {rows: 'a,b'}}", 'unit_test.rows'],
  ['no such fixture', '- {name: t, model: m, given: [], expect: {format: csv, fixture: x}}', 'unit_test.fixture'],
  ['no rows of a model', `- {name: t, model: m, given: [{input: ref('inc')}], ${rows}}`, 'unit_test.rows'],
  [
    'no word on is_incremental',
    `- {name: t, model: inc, given: [{input: ref('m'), rows: []}], ${rows}}`,
    'unit_test.incremental',
  ],
  [
    'a text for is_incremental',
    `- {name: t, model: inc, overrides: {macros: {is_incremental: 'true'}}, given: [{input: ref('m'), rows: []}], ${rows}}`,
    'unit_test.incremental',
  ],
  [
    'an incremental run without this',
    `- {name: t, model: inc, overrides: {macros: {is_incremental: true}}, given: [{input: ref('m'), rows: []}], ${rows}}`,
    'unit_test.incremental',
  ],
  [
    'versions both ways',
    `- {name: t, model: ver, versions: {include: [1], exclude: [2]}, given: [], ${rows}}`,
    'unit_test.versions',
  ],
  ['an unknown version', `- {name: t, model: ver, versions: {include: [7]}, given: [], ${rows}}`, 'unit_test.versions'],
  [
    'a version as text',
    `- {name: t, model: ver, versions: {include: ['1']}, given: [], ${rows}}`,
    'unit_test.versions',
  ],
  ['versions of none', `- {name: t, model: m, versions: {include: [1]}, given: [], ${rows}}`, 'unit_test.versions'],
  ['an unknown key', `- {name: t, model: m, given: [], ${rows}, foo: 1}`, 'unit_test.key'],
  [
    'an unknown key of an input',
    `- {name: t, model: m, given: [{input: ref('m'), rows: [], foo: 1}], ${rows}}`,
    'unit_test.key',
  ],
  [
    'one twice',
    `- {name: t, model: m, given: [], ${rows}}\n  - {name: t, model: m, given: [], ${rows}}`,
    'test.duplicate',
  ],
];

describe('a unit test', () => {
  it.each(REFUSED)('with %s is refused at its place', (_name, tests, code) => {
    const [problem] = compile(tests).problems.filter(({ severity }) => severity === 'error');
    expect(problem).toMatchObject({ code, path: 'models/u.yml' });
    expect(problem?.remedy).toBeTruthy();
  });

  it('has the ids that dbt gives', () => {
    const ids = (tests: string) => {
      const { nodes, problems } = compile(tests);
      expect(problems).toEqual([]);
      return [...nodes.keys()].filter((id) => id.startsWith('unit_test.')).sort();
    };
    expect(ids(`- {name: t, model: m, given: [], ${rows}}\n  - {name: t, model: ver, given: [], ${rows}}`)).toEqual([
      'unit_test.shop.m.t',
      'unit_test.shop.ver.t_v1',
      'unit_test.shop.ver.t_v2',
    ]);
    expect(ids(`- {name: 'a b', model: m, given: [], ${rows}}`)).toEqual(['unit_test.shop.m.a b']);
    expect(ids(`- {name: t, model: ver 1, given: [], ${rows}}`)).toEqual([
      'unit_test.shop.ver 1.t_v1',
      'unit_test.shop.ver 1.t_v2',
    ]);
  });
});
