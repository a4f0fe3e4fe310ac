import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closingLine, playwrightTally, pytestTally, vitestTally } from './tally.js';

const file = (text) => {
  const path = join(mkdtempSync(join(tmpdir(), 'insitu-tally-')), 'results');
  writeFileSync(path, text);
  return path;
};

test('counts what each runner wrote', () => {
  expect(vitestTally(file('{"numPassedTests":5,"numFailedTests":1,"numPendingTests":2}'), 1)).toEqual({
    passed: 5,
    failed: 1,
    skipped: 2,
  });
  expect(playwrightTally(file('{"stats":{"expected":3,"flaky":1,"unexpected":0,"skipped":1}}'), 0)).toEqual({
    passed: 4,
    failed: 0,
    skipped: 1,
  });
  expect(
    pytestTally(
      file('<testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="9" time="1">'),
      1,
    ),
  ).toEqual({ passed: 6, failed: 2, skipped: 1 });
});

test('a runner that fails without a failed test, or runs none, has failed', () => {
  expect(vitestTally(file('{"numPassedTests":5,"numFailedTests":0}'), 1).failed).toBe(1);
  expect(vitestTally('/nowhere', 1).failed).toBe(1);
  expect(pytestTally('/nowhere', 0).failed).toBe(1);
});

test('the closing line adds up', () => {
  const one = { passed: 1, failed: 0, skipped: 0 };
  expect(closingLine([one, { passed: 2, failed: 1, skipped: 0 }])).toBe('3 passed, 1 failed');
  expect(closingLine([one, { passed: 0, failed: 0, skipped: 4 }])).toBe('1 passed, 0 failed, 4 skipped');
});
