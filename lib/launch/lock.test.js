import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeLock, waitForLock } from './lock.js';
import { startTime } from './processes.js';

const path = () => join(mkdtempSync(join(tmpdir(), 'insitu-lock-')), 'lock');

test('one holder at a time, the next one learns who it is', () => {
  const file = path();
  const first = takeLock(file, { address: 'here' });
  expect(first.held).toBe(true);
  expect(takeLock(file)).toMatchObject({ held: false, holder: { pid: process.pid, address: 'here' } });
  first.release();
  expect(existsSync(file)).toBe(false);
});

test('a lock of a process that is gone is free', () => {
  const file = path();
  const { pid } = spawnSync('true');
  writeFileSync(file, JSON.stringify({ pid, began: '1' }));
  expect(takeLock(file).held).toBe(true);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
});

test('a lock whose process id belongs to another process by now is free', () => {
  const file = path();
  writeFileSync(file, JSON.stringify({ pid: process.pid, began: `${startTime(process.pid)}0` }));
  expect(takeLock(file).held).toBe(true);
});

test('half a lock file is no lock', () => {
  const file = path();
  writeFileSync(file, '{"pid": 1');
  expect(takeLock(file).held).toBe(true);
});

test('waiting ends when the holder lets go', async () => {
  const file = path();
  const first = takeLock(file);
  const waited = [];
  const second = waitForLock(file, (holder) => waited.push(holder.pid));
  setTimeout(() => first.release(), 400);
  expect((await second).held).toBe(true);
  expect(waited).toEqual([process.pid]);
});
