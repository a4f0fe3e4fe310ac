import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { readProjectFiles } from './project-files.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('leaves out what dbt writes beside dbt_project.yml, not a folder of models of that name', () => {
  folder = mkdtempSync(join(tmpdir(), 'insitu-files-'));
  const files = ['dbt_project.yml', 'logs/dbt.txt', 'target/a.sql', 'models/logs/a.sql', 'models/target/b.sql'];
  const packaged = ['dbt_project.yml', 'target/c.sql', 'models/logs/c.sql'].map((path) => `dbt_packages/lib/${path}`);
  for (const path of [...files, ...packaged]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), 'x');
  }
  expect([...readProjectFiles(folder).keys()]).toEqual([
    'dbt_packages/lib/dbt_project.yml',
    'dbt_packages/lib/models/logs/c.sql',
    'dbt_project.yml',
    'models/logs/a.sql',
    'models/target/b.sql',
  ]);
});

it('reads on where a file is not UTF-8 that nobody may read, and refuses what the project is set up by', () => {
  folder = mkdtempSync(join(tmpdir(), 'insitu-files-'));
  const latin = Buffer.from('caf\u00e9', 'latin1');
  writeFileSync(join(folder, 'dbt_project.yml'), 'name: a\n');
  writeFileSync(join(folder, 'requirements.txt'), latin);
  expect(readProjectFiles(folder).get('requirements.txt')).toBe('caf\uFFFD');
  writeFileSync(join(folder, 'packages.yml'), latin);
  expect(() => readProjectFiles(folder)).toThrow('packages.yml, line 1: this is not UTF-8 text.');
});
