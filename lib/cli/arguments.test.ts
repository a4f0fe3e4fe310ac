import { describe, expect, it } from 'vitest';
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
      state: 'old',
    });
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
    [['show', '--limit', '501']],
    [['ls', '--indirect-selection', 'greedy']],
    [['run-operation', 'm', '--args', '3']],
  ])('refuses %j', (argv) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
  });
});
