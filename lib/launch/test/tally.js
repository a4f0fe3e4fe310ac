import { existsSync, readFileSync } from 'node:fs';
import { readJson } from '../files.js';

/** @typedef {{passed: number, failed: number, skipped: number}} Tally */

/** A check that is one test: its exit code decides. @returns {Tally} */
export function oneTest(code) {
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** @param {string} path what vitest's JSON reporter wrote @returns {Tally} */
export function vitestTally(path, code) {
  const result = readJson(path);
  return honest(
    {
      passed: result.numPassedTests ?? 0,
      failed: result.numFailedTests ?? 0,
      skipped: (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0),
    },
    code,
  );
}

/** @param {string} path what Playwright's JSON reporter wrote @returns {Tally} */
export function playwrightTally(path, code) {
  const { expected = 0, flaky = 0, unexpected = 0, skipped = 0 } = readJson(path).stats ?? {};
  return honest({ passed: expected + flaky, failed: unexpected, skipped }, code);
}

/** @param {string} path pytest's JUnit file @returns {Tally} */
export function pytestTally(path, code) {
  const suite = existsSync(path) ? (/<testsuite [^>]*>/.exec(readFileSync(path, 'utf8'))?.[0] ?? '') : '';
  const count = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  return honest({ passed: count('tests') - failed - count('skipped'), failed, skipped: count('skipped') }, code);
}

/** A runner that failed without a failed test (a file that does not load, a crash), or ran nothing, has failed. */
function honest(tally, code) {
  const ranNothing = tally.passed + tally.failed === 0;
  return tally.failed === 0 && (code !== 0 || ranNothing) ? { ...tally, failed: 1 } : tally;
}

/** @param {readonly Tally[]} tallies @returns {string} the closing line */
export function closingLine(tallies) {
  const sum = (name) => tallies.reduce((total, tally) => total + tally[name], 0);
  const skipped = sum('skipped');
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped ? `, ${skipped} skipped` : ''}`;
}
