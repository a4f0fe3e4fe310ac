import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../settings.js';
import { isNewEnough } from './node24.js';
import { packagesMatch } from './packages.js';

const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

test('the lockfile has the packages of every platform, as npm ci demands', () => {
  const missing = Object.entries(locked.packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter((name) => !resolves(path, name)),
  );
  expect(missing).toEqual([]);
});

test('installed packages match until the lockfile changes', () => {
  const checkout = mkdtempSync(join(tmpdir(), 'insitu-packages-'));
  mkdirSync(join(checkout, 'node_modules'));
  cpSync(join(root, 'package-lock.json'), join(checkout, 'package-lock.json'));
  expect(packagesMatch(checkout)).toBe(false);
  cpSync(join(root, 'node_modules/.package-lock.json'), join(checkout, 'node_modules/.package-lock.json'));
  expect(packagesMatch(checkout)).toBe(true);
  const changed = {
    ...locked,
    packages: { ...locked.packages, 'node_modules/added': { version: '1.0.0', integrity: 'sha512-x' } },
  };
  writeFileSync(join(checkout, 'package-lock.json'), JSON.stringify(changed));
  expect(packagesMatch(checkout)).toBe(false);
});

test.each([
  ['18.0.0', false],
  ['20.20.2', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['23.5.0', false],
  ['24.0.0', true],
  ['26.1.0', true],
])('Node %s runs our TypeScript as it is: %s', (version, expected) => expect(isNewEnough(version)).toBe(expected));

function resolves(path, name) {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('node_modules/')).replace(/\/$/, '')) {
    if (`${at ? `${at}/` : ''}node_modules/${name}` in locked.packages) return true;
    if (!at) return false;
  }
}
