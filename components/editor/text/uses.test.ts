import { expect, test } from 'vitest';
import { testNode } from '#lib/testing/graph-node.ts';
import { usesAt } from './uses.ts';

const node = (name: string, kind = 'model') =>
  testNode(`model.p.${name}`, { kind, name, path: `models/${name}.sql`, folder: 'models' });
const graph = { projectName: 'p', nodes: [node('a'), node('b'), node('c')], problems: [] };
const files: [string, string][] = [
  ['macros/m.sql', '{% macro twice(x) %}{{ x }} * 2{% endmacro %}'],
  ['models/a.sql', 'select 1 as x'],
  ['models/b.sql', "select {{ twice('x') }} from {{ ref('a') }}"],
  ['models/c.py', 'def model(dbt, session):\n    return dbt.ref("a")'],
];
const named = (text: string, word: string, path: string) =>
  usesAt(text, text.indexOf(word), path, graph, files).map(({ path: at, start, end }) => {
    const found = files.find(([each]) => each === at)?.[1] ?? '';
    return `${at} ${found.slice(start, end)}`;
  });

test('a node is found in SQL and Python, from where it is named and from its own file', () => {
  const uses = ['models/b.sql a', 'models/c.py a'];
  expect(named(files[2]?.[1] ?? '', "a') }}", 'models/b.sql')).toEqual(uses);
  expect(named('select 1 as x', '1', 'models/a.sql')).toEqual(uses);
});

test('a macro is found where it is called, not where it is defined', () => {
  expect(named(files[2]?.[1] ?? '', 'twice', 'models/b.sql')).toEqual(['models/b.sql twice']);
});
