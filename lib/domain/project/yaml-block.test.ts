import { describe, expect, it } from 'vitest';
import { parseWholeYaml } from './yaml.ts';
import { readBlockYaml } from './yaml-block.ts';

const PROPERTIES = `version: 2

# What the shop sells.
models:
  - name: orders   
    description: What orders hold, and for whom.
    config: 
      tags: ['daily', "own", x]
      meta: []
    columns:
      - name: id
        description: "{{ doc('id') }}"
        data_tests:
          - unique
          - not_null:
              where: id > -1
          - accepted_values:
              values: [1, 2.5, yes, 'no', ~]
      - name: amount
        description: >
          In the currency
          of the order.

          Never null.
  # between
  - name: customers
    description: |-
      one # no comment
      two
    columns:
    - name: id
      tests:
      - unique
    latest_version: -1
`;

/** Both readings of a text; the quick one may leave it alone, and must not read another thing. */
function expectSame(text: string): boolean {
  const quick = readBlockYaml(text);
  if (quick === undefined) return false;
  const whole = parseWholeYaml(text, 'x.yml');
  expect(whole.problems, text).toEqual([]);
  expect(quick, text).toEqual(whole.root);
  return true;
}

describe('readBlockYaml', () => {
  it('reads what people write', () => {
    expect(expectSame(PROPERTIES)).toBe(true);
  });

  it.each([
    'a: b: c',
    'a: b\n  c',
    'a: 1\na: 2',
    'a:\n',
    'a: &x b',
    'a: "b\\n"',
    "a: 'it''s'",
    'a: b # c',
    '- a',
    'a: {b: c}',
    'a: [b, [c]]',
    'a: |2\n    b',
    'a: >\n  b\n   c',
    'a:\n  b: 1\n c: 2',
    'a: [b]\n  c',
    'a:\tb',
    '---\na: b',
    'a: !x b',
    'a: ]',
  ])('leaves %j to the whole parser', (text) => {
    expect(readBlockYaml(text)).toBeUndefined();
  });

  it('never reads another thing than the whole parser, whatever is changed in a file', () => {
    const pieces = [':', '-', ' ', '  ', '\n', '#', "'", '"', '[', ']', ',', '|', '>', '~', '1', 'x', '{', '- ', ': '];
    let seed = 7;
    const below = (count: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return seed % count;
    };
    let read = 0;
    for (let round = 0; round < 1_500; round++) {
      let text = PROPERTIES;
      for (let edits = 1 + below(3); edits > 0; edits--) {
        const at = below(text.length);
        text = text.slice(0, at) + (pieces[below(pieces.length)] ?? '') + text.slice(at + below(3));
      }
      if (expectSame(text)) read++;
    }
    expect(read).toBeGreaterThan(150);
  });
});
