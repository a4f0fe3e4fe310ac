import { describe, expect, it } from 'vitest';
import { compileFiles, problemPlaces } from './fixture.ts';

const A = { 'models/a.sql': 'select 1 as id' };
const yml = (text: string) => ({ ...A, 'models/s.yml': text });
const project = (text: string) => ({ ...A, 'dbt_project.yml': `name: shop\n${text}` });
const groups = 'groups:\n  - {name: fin, owner: {name: x}}\n  - {name: ops, owner: {name: x}}\n';
const reads = { 'models/b.sql': "select * from {{ ref('a') }}" };
const pack = {
  'dbt_packages/p/dbt_project.yml': 'name: p\nrestrict-access: true\n',
  'dbt_packages/p/models/m.sql': 'select 1',
};

/** Projects that dbt-core 1.11 refuses (each was given to it), with what is said here. */
const REFUSED: readonly (readonly [name: string, files: Readonly<Record<string, string>>, place: string])[] = [
  [
    'a private model of another group',
    {
      ...yml(
        `${groups}models:\n  - {name: a, config: {group: fin, access: private}}\n  - {name: b, config: {group: ops}}\n`,
      ),
      ...reads,
    },
    'access.private models/b.sql:1:18',
  ],
  [
    'a private model, read without a group',
    { ...yml(`${groups}models: [{name: a, group: fin, access: private}]\n`), ...reads },
    'access.private models/b.sql:1:18',
  ],
  [
    'a protected model of a restricted package',
    { ...pack, 'models/b.sql': "select * from {{ ref('p', 'm') }}" },
    'access.protected models/b.sql:1:18',
  ],
  [
    'a package’s model that the project describes beside its package',
    {
      ...pack,
      'dbt_packages/p/models/m.yml': 'models: [{name: m}]\n',
      'models/s.yml': 'models: [{name: m}]\n',
    },
    'yaml.duplicate_entry models/s.yml:1:17',
  ],
  [
    'a contract of an incremental model that leaves other columns as they are',
    {
      ...yml('models: [{name: a, columns: [{name: id, data_type: int}]}]\n'),
      'models/a.sql': "{{ config(materialized='incremental', contract={'enforced': true}) }} select 1 as id",
    },
    'contract.incomplete models/a.sql:1:39',
  ],
  [
    'a contract without columns',
    yml('models: [{name: a, config: {contract: {enforced: true}}}]\n'),
    'contract.incomplete models/s.yml:1:29',
  ],
  ['a group that is not there', yml('models: [{name: a, config: {group: nope}}]\n'), 'group.missing models/s.yml:1:29'],
  [
    'two groups of one name',
    yml('groups: [{name: g, owner: {name: x}}, {name: g, owner: {name: x}}]\n'),
    'yaml.duplicate_entry models/s.yml:1:46',
  ],
  [
    'two entries of one model in two files',
    { ...yml('models: [{name: a}]\n'), 'models/t.yml': 'models: [{name: a}]\n' },
    'yaml.duplicate_entry models/t.yml:1:17',
  ],
  [
    'a hook in both spellings of one config()',
    { 'models/a.sql': "{{ config({'pre-hook': 'select 1', 'pre_hook': 'select 2'}) }} select 1" },
    'config.arguments models/a.sql:1:4',
  ],
  ['a group without an owner', yml('groups: [{name: g}]\n'), 'yaml.owner models/s.yml:1:17'],
  ['an access that is none', yml('models: [{name: a, config: {access: secret}}]\n'), 'config.type models/s.yml:1:29'],
  [
    'a public ephemeral model',
    yml('models: [{name: a, config: {access: public, materialized: ephemeral}}]\n'),
    'access.ephemeral models/s.yml:1:29',
  ],
  [
    'a version listed twice',
    yml('models:\n  - name: o\n    versions: [{v: 1}, {v: 1}]\n'),
    'version.duplicate models/s.yml:3:28',
  ],
  [
    'a latest version that is none',
    yml('models:\n  - name: o\n    latest_version: 4\n    versions: [{v: 1}]\n'),
    'version.latest models/s.yml:3:21',
  ],
  [
    'a model with and without a version',
    {
      'models/o.sql': 'select 1',
      'models/o_v1.sql': 'select 1',
      'models/o_v2.sql': 'select 1',
      'models/s.yml': 'models:\n  - name: o\n    versions: [{v: 1}, {v: 2}]\n',
    },
    'name.duplicate models/o_v1.sql:1:1',
  ],
  [
    'one relation twice, one of them ephemeral',
    { ...A, 'models/b.sql': "{{ config(alias='a', materialized='ephemeral') }} select 1" },
    'relation.duplicate models/b.sql:1:1',
  ],
  [
    'two tests of one name',
    yml('models:\n  - name: a\n    columns: [{name: id, data_tests: [unique, unique]}]\n'),
    'test.duplicate models/s.yml:3:1',
  ],
  [
    'two docs blocks of one name',
    { ...A, 'models/a.md': '{% docs x %}1{% enddocs %}\n{% docs x %}2{% enddocs %}' },
    'doc.duplicate models/a.md:2:1',
  ],
  [
    'an exposure of no known type',
    yml('exposures:\n  - {name: e, type: foo, owner: {name: x}}\n'),
    'exposure.type models/s.yml:2:21',
  ],
  ['a space in a name', { 'models/my model.sql': 'select 1' }, 'name.space models/my model.sql:1:1'],
  [
    'a severity that is none',
    yml('models:\n  - name: a\n    columns: [{name: id, data_tests: [{unique: {config: {severity: bad}}}]}]\n'),
    'config.type models/s.yml:3:1',
  ],
  [
    'tests and data_tests',
    yml(
      'models:\n  - name: a\n    tests: [{unique: {column_name: id}}]\n    data_tests: [{not_null: {column_name: id}}]\n',
    ),
    'test.two_lists models/s.yml:3:12',
  ],
  [
    'a test that is given its model',
    yml('models:\n  - name: a\n    data_tests: [{unique: {model: b, column_name: id}}]\n'),
    'test.model_argument models/s.yml:3:28',
  ],
  ['enabled as text', { 'models/a.sql': "{{ config(enabled='false') }} select 1" }, 'config.type models/a.sql:1:11'],
  ['tags as a mapping', { 'models/a.sql': "{{ config(tags={'a': 1}) }} select 1" }, 'config.type models/a.sql:1:11'],
  [
    'meta in two places',
    yml('models:\n  - name: a\n    meta: {a: 1}\n    config: {meta: {b: 1}}\n'),
    'config.twice models/s.yml:3:5',
  ],
  [
    'a source that is switched off',
    {
      'models/a.sql': "select * from {{ source('x','y') }}",
      'models/s.yml': 'sources:\n  - name: x\n    config: {enabled: false}\n    tables: [{name: y}]\n',
    },
    'source.disabled models/a.sql:1:18',
  ],
  ['models as a mapping', yml('models: {name: a}\n'), 'yaml.shape models/s.yml:1:1'],
  ['a description that is a number', yml('models: [{name: a, description: 5}]\n'), 'yaml.type models/s.yml:1:33'],
  ['columns as a mapping', yml('models: [{name: a, columns: {name: x}}]\n'), 'yaml.shape models/s.yml:1:29'],
  ['two documents', yml('models: [{name: a}]\n---\nmodels: []\n'), 'yaml.documents models/s.yml:2:1'],
  [
    'a tag that makes an object',
    yml('models:\n  - name: a\n    description: !!python/object/apply:os.system ["ls"]\n'),
    'yaml.tag models/s.yml:3:18',
  ],
  ['bytes that are not UTF-8', { 'models/a.sql': 'select 1 -- \uFFFD\n' }, 'file.not_utf8 models/a.sql:1:13'],
  ['docs that are not UTF-8', { 'models/a.md': 'docs \uFFFD\n' }, 'file.not_utf8 models/a.md:1:6'],
  ['a key dbt_project.yml does not have', project('foo: 1\n'), 'project.unknown_key dbt_project.yml:2:1'],
  [
    'an old and a new name',
    project('source-paths: [models]\nmodel-paths: [models]\n'),
    'project.two_names dbt_project.yml:2:1',
  ],
  ['models as text', project('models: x\n'), 'project.shape dbt_project.yml:2:9'],
  [
    'a dispatch without an order',
    project('dispatch: [{macro_namespace: x}]\n'),
    'project.dispatch dbt_project.yml:2:12',
  ],
  ['a quoting of what is not there', project('quoting: {foo: true}\n'), 'project.shape dbt_project.yml:2:11'],
  [
    'a package with the name of the project',
    { ...A, 'dbt_packages/p/dbt_project.yml': 'name: shop\n' },
    'project.duplicate_package dbt_packages/p/dbt_project.yml:1:1',
  ],
  [
    'a package that is not here',
    { ...A, 'packages.yml': 'packages: [{package: dbt-labs/dbt_utils, version: 1.0.0}]\n' },
    'package.missing packages.yml:1:12',
  ],
  [
    'a private package',
    { ...A, 'packages.yml': 'packages: [{private: us/secret}]\n' },
    'package.private packages.yml:1:12',
  ],
  [
    'two lists of packages',
    {
      ...A,
      ...pack,
      'packages.yml': 'packages: [{local: dbt_packages/p}]\n',
      'dependencies.yml': 'packages: [{local: dbt_packages/p}]\n',
    },
    'package.two_lists dependencies.yml:1:11',
  ],
  [
    'a name in two packages',
    {
      ...pack,
      'dbt_packages/q/dbt_project.yml': 'name: q\n',
      'dbt_packages/q/models/m.sql': "{{ config(alias='n') }} select 1",
      'models/b.sql': "select * from {{ ref('m') }}",
    },
    'ref.ambiguous models/b.sql:1:18',
  ],
];

describe('what dbt refuses', () => {
  it.each(REFUSED)('%s', (_name, files, place) => {
    const { problems } = compileFiles(files);
    expect(problemPlaces(problems.filter(({ severity }) => severity === 'error'))).toContain(place);
    expect(problems.find(({ code }) => place.startsWith(`${code} `))?.remedy).toBeTruthy();
  });
});

describe('what dbt takes', () => {
  it.each([
    [
      'a project of an old dbt, with its names',
      {
        'data/s.csv': 'id\n1\n',
        'dbt_project.yml':
          'name: shop\nconfig-version: 1\nsource-paths: [models]\ndata-paths: [data]\nmodules-path: dbt_modules\nrequire-dbt-version: [">=0.17.0", "<0.20.0"]\nmodels: {vars: {x: 5}}\n',
        'models/a.sql': "select {{ var('x') }} as id from {{ ref('s') }}",
        'dbt_modules/p/dbt_project.yml': 'name: p\n',
      },
      ['project.version dbt_project.yml:6:22'],
    ],
    [
      'a test of what is not there',
      yml(
        "models:\n  - name: a\n    columns: [{name: id, data_tests: [{relationships: {arguments: {to: ref('zz'), field: id}}}]}]\n",
      ),
      ['ref.missing models/s.yml:3:43'],
    ],
    [
      'a test of a model that is switched off',
      {
        ...yml(
          "models:\n  - name: a\n    columns: [{name: id, data_tests: [{relationships: {arguments: {to: ref('b'), field: id}}}]}]\n",
        ),
        'models/b.sql': '{{ config(enabled=false) }} select 1',
      },
      [],
    ],
    [
      'a seed and a model of one name',
      { ...A, 'seeds/a.csv': 'id\n1\n', 'seeds/s.yml': 'seeds: [{name: a, config: {alias: other}}]\n' },
      ['name.shared models/a.sql:1:1'],
    ],
    [
      'a local package inside of the project',
      {
        ...A,
        'packages.yml': 'packages: [{local: ./shared}]\n',
        'shared/dbt_project.yml': 'name: shared\n',
        'shared/macros/m.sql': '{% macro one() %}1{% endmacro %}',
        'models/b.sql': 'select {{ shared.one() }}',
      },
      [],
    ],
    ['no UTF-8 mark, tabs after a key', yml('\ufeffmodels:\n  - name: a\n    description:\tx\n'), []],
  ] as const)('%s', (_name, files, places) => {
    const { problems } = compileFiles(files);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(problemPlaces(problems)).toEqual(places);
  });
});
