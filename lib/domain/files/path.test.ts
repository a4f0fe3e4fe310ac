import { expect, it } from 'vitest';
import { projectPath } from './path.ts';

it.each(['models/a.sql', 'seeds/Ünï code.csv', 'dbt_project.yml', 'a/b/c/d.py'])(
  '%s is a path of a project',
  (path) => {
    expect(projectPath(path)).toEqual({ ok: true, value: path.normalize('NFC') });
  },
);

it.each([
  '',
  ' ',
  '../secrets.json',
  'models/../../x',
  '/etc/passwd',
  'models//a.sql',
  'models/.',
  'C:\\a.sql',
  'a\0b',
  'a\u202Eb.sql',
  'models/ a.sql',
  `models/${'é'.repeat(140)}.sql`,
  'a'.repeat(401),
])('%j is refused', (path) => {
  expect(projectPath(path)).toMatchObject({ ok: false, problem: { code: 'file.path' } });
});

it('one name written in two ways is one path', () => {
  expect(projectPath('models/e\u0301.sql')).toEqual(projectPath('models/\u00e9.sql'));
});
