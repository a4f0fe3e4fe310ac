import { resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readArguments } from './arguments.ts';
import { UsageError } from './usage-error.ts';

describe('readArguments', () => {
  it('reads dbt’s flags in any place', () => {
    const args = readArguments([
      'build',
      '--project-dir',
      'p',
      '--select',
      '+a+',
      'tag:x',
      'b c',
      '--exclude',
      'd',
      '-f',
      '--threads',
      '8',
      '--json',
    ]);
    expect(args).toMatchObject({
      command: 'build',
      projectDir: 'p',
      select: ['+a+', 'tag:x', 'b', 'c'],
      exclude: ['d'],
      fullRefresh: true,
      threads: 8,
      json: true,
    });
  });

  it('takes several words after --select and -s, and words of a command elsewhere', () => {
    expect(readArguments(['run', '-s', 'a', 'b', '--exclude', 'c', 'd'])).toMatchObject({
      select: ['a', 'b'],
      exclude: ['c', 'd'],
    });
    expect(readArguments(['predict', 'flights.late', '--row', '{"a": 1}'])).toMatchObject({
      words: ['flights.late'],
      row: '{"a": 1}',
    });
  });

  it('takes dbt’s flags, also those that mean nothing here', () => {
    const words = ['run', '--no-partial-parse', '--log-level', 'debug', '--no-write-json', '--log-format', 'json'];
    expect(readArguments([...words, '--resource-type', 'model', 'seed', '--defer', '--state', 'old'])).toMatchObject({
      command: 'run',
      words: [],
      writeJson: false,
      json: true,
      resourceTypes: ['model', 'seed'],
      defer: true,
      state: resolve('old'),
    });
  });

  it('takes -1 as all rows, and what dbt takes from the environment', () => {
    expect(readArguments(['show', '--limit', '-1', '--model', 'a', 'b'])).toMatchObject({
      limit: Number.POSITIVE_INFINITY,
      select: ['a', 'b'],
    });
    vi.stubEnv('DBT_FULL_REFRESH', 'True');
    vi.stubEnv('DBT_ENGINE_FAIL_FAST', '1');
    vi.stubEnv('DBT_TARGET', 'prod');
    vi.stubEnv('DBT_ENGINE_SELECTOR', 'nightly');
    vi.stubEnv('DBT_SELECTOR', 'old');
    vi.stubEnv('DBT_RESOURCE_TYPES', 'model seed');
    expect(readArguments(['run', '--target', 'dev', '--no-fail-fast'])).toMatchObject({
      fullRefresh: true,
      failFast: false,
      selector: 'nightly',
      target: 'dev',
      resourceTypes: ['model', 'seed'],
    });
    vi.unstubAllEnvs();
  });

  it('reads vars as YAML', () => {
    expect(readArguments(['run', '--vars', '{day: 2024-01-31, n: 3}']).vars).toEqual({ day: '2024-01-31', n: 3 });
  });

  it.each([
    [['run', '--nosuch']],
    [['run', '--threads', '0']],
    [['run', '--threads', 'many']],
    [['run', '--vars', '[1']],
    [['run', '--vars', '3']],
    [['show', '--limit', '0']],
    [['ls', '--indirect-selection', 'greedy']],
    [['run-operation', 'm', '--args', '3']],
  ])('refuses %j', (argv) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
  });
});
