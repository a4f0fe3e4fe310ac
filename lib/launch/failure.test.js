import { expect, test } from 'vitest';
import { explain, LaunchFailure } from './failure.js';

test('a failure says what, where and what to do', () => {
  const text = explain(
    new LaunchFailure('launch.x', { what: 'It broke.', where: 'here\nand there', remedy: 'mend it' }),
  );
  expect(text).toBe('✗ It broke.  [launch.x]\n  where: here\n  and there\n  to do: mend it');
});

test.each([
  Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', path: '/home/x' }),
  new LaunchFailure('launch.pip-failed', {
    what: 'pip failed.',
    where: 'one\nOSError: [Errno 28] No space left on device: /home/x\ntwo',
  }),
  new Error('outer', { cause: new Error('could not extend file: No space left on device /home/x') }),
])('a full disk is called one, whatever met it: %s', (error) => {
  expect(explain(error)).toMatch(/The disk is full.*launch\.disk-full/);
  expect(explain(error)).toMatch(/free some space/);
});

test('a bug keeps its stack', () => expect(explain(new TypeError('x is undefined'))).toMatch(/failure\.test\.js/));
