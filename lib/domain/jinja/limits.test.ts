import { describe, expect, it } from 'vitest';
import { JinjaError } from './errors.ts';
import { contextOf, parseTemplate, renderTemplate } from './index.ts';

/** The failure of a template; there has to be one, with its place. */
function failureOf(text: string): JinjaError {
  try {
    renderTemplate(parseTemplate(text, 'models/a.sql'), contextOf(new Map()));
  } catch (error) {
    if (error instanceof JinjaError) return error;
    throw error;
  }
  throw new Error('it rendered');
}

describe('a template that would never end, or take all memory, is stopped', () => {
  it.each([
    ["{{ 'a' * 10**9 }}", 'jinja.length'],
    ['{{ [1] * 10**9 }}', 'jinja.length'],
    ['{{ range(10**9) }}', 'jinja.range'],
    ['{{ 7 ** (10 ** 9) }}', 'jinja.number'],
    ['{% set ns = namespace(x=7) %}{% for i in range(60) %}{% set ns.x = ns.x * ns.x %}{% endfor %}', 'jinja.number'],
    [
      "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
      'jinja.length',
    ],
    ['{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}', 'jinja.length'],
    ["{{ 'a'.ljust(10**9) }}", 'jinja.length'],
    ["{{ 'a\\tb'.expandtabs(10**9) }}", 'jinja.length'],
    ["{{ 'a\\nb'|indent(10**9) }}", 'jinja.length'],
    ['{{ [1]|batch(10**9, 0)|list }}', 'jinja.length'],
    ['{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}', 'jinja.steps'],
    ["{% set x = 'a' * 9000000 %}{% for i in range(9) %}{{ x }}{% endfor %}", 'jinja.output'],
    ['{% macro f() %}{{ dbt_macro__f() }}{% endmacro %}\n{{ dbt_macro__f() }}', 'jinja.depth'],
    [`{{ ${'('.repeat(10_000)}1${')'.repeat(10_000)} }}`, undefined],
    [`{{ ${'not '.repeat(10_000)}x }}`, undefined],
    [`{{ x${'.a'.repeat(100_000)} }}`, 'jinja.depth'],
    [`{{ ${'1 + '.repeat(100_000)}1 }}`, 'jinja.depth'],
    [`{{ x${'|upper'.repeat(100_000)} }}`, 'jinja.depth'],
  ])('%s', (text, code) => {
    const error = failureOf(text);
    if (code !== undefined) expect(error.code).toBe(code);
    expect(error.source?.path).toBe('models/a.sql');
    expect(error.source?.position(error.offset ?? -1).line).toBeGreaterThan(0);
  });
});

describe('nothing of what is behind a template can be reached', () => {
  it.each(["{{ ''.__class__.__mro__ }}", '{{ cycler.__init__.__globals__ }}', "{{ (''['__class__'])() }}"])(
    '%s',
    (text) => {
      expect(failureOf(text).code).toBe('jinja.sandbox');
    },
  );

  it.each(['constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then'])(
    '%s is no attribute',
    (name) => {
      for (const value of ["'a'", '[1]', '{}', '(1,)', '1', '1.5', 'none', 'range', 'namespace(a=1)', 'cycler(1)'])
        expect(
          renderTemplate(parseTemplate(`{{ (${value}).${name} is defined }}`, 'a.sql'), contextOf(new Map())),
        ).toBe('False');
    },
  );
});
