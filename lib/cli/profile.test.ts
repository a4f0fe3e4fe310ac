import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { readProfile } from './profile.ts';

const folder = mkdtempSync(join(tmpdir(), 'insitu-profile-'));
afterEach(() => rmSync(folder, { recursive: true }));

it('takes a password as it stands where Jinja can’t read it, and the last of a key that stands twice', () => {
  const output = [
    'type: postgres',
    'host: "{{ var(\'host\') }}"',
    'schema: first',
    'password: no{{jinja{%re{#ndering',
    'schema: dev',
  ];
  writeFileSync(
    join(folder, 'profiles.yml'),
    `shop:\n  target: dev\n  outputs:\n    dev:\n${output.map((line) => `      ${line}\n`).join('')}`,
  );
  const args = { profilesDir: folder, projectDir: folder, target: undefined, vars: { host: 'db' } };
  const { url = '', schema } = readProfile(args, 'shop') ?? {};
  const { hostname, password } = new URL(url);
  expect([hostname, decodeURIComponent(password), schema]).toEqual(['db', 'no{{jinja{%re{#ndering', 'dev']);
});
