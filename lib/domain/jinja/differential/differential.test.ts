import { describe, expect, it } from 'vitest';
import { JinjaError } from '../errors.ts';
import { contextOf, parseTemplate, renderTemplate } from '../index.ts';
import expected from './expected.json' with { type: 'json' };

/** What real Jinja gave is in expected.json; record.py writes it. */
interface Case {
  readonly template: string;
  readonly output?: string;
  readonly error?: string;
}

const topics: [string, Case[]][] = Object.entries(expected);

describe.each(topics)('renders as jinja2 does: %s', (_topic, cases) => {
  it.each(cases)('$template', ({ template, output }) => {
    const render = () => renderTemplate(parseTemplate(template, 'case.sql'), contextOf(new Map()));
    if (output === undefined) expect(render).toThrow(JinjaError);
    else expect(render()).toBe(output);
  });
});
