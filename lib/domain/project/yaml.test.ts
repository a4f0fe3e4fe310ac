import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { dbtPython } from '#lib/testing/dbt/run-dbt.ts';
import { parseYaml, toPlain } from './index.ts';

const SCALARS =
  "010 08 00 0 1_000 1__0 0b11 0x1F 0o10 -0 +5 1e3 1.5e+3 1.5e3 .5 1. 0. 0.1 -1.5 6.02E+23 .inf -.inf 12:30 190:20:30.15 2020-01-01 ~ y n yes No ON off oFf true TRUE null Null \"5\" 'it''s' 123456789012345678901 a:b ==";
const TEXTS = [
  // With a tag, for the parser of all YAML.
  'a: !!str x\nb: |\n  text\n',
  'a: !!str x\nb: >-\n  text\n',
  'a: !!str x\nb: |+\n  text\n\n',
  'a: !!str x\nb: |\n  text\nc: 1\n',
  ...SCALARS.split(' ').map((text) => `a: ${text}`),
  'a:',
  'a: #c',
  'a: b #c',
  'a: |\n  x\n  y\n',
  'a: >\n  x\n  y\n',
  'a: {b: c, d: [e]}',
  '- 1',
  'a:\n- b\n- c: d\n',
  'a: !!str 5',
  'a: !!int "5"',
  'x: &x {a: 1}\ny: {<<: *x, b: 2}',
  'x: &x {a: 1}\nz: &z {a: 5, c: 2}\ny:\n  <<: [*x, *z]\n  b: 2',
  '%YAML 1.1\n---\na: yes',
  'a: 1\n---\nb: 2',
  'a: !foo 1',
  'a: {{ x }}',
  'a: *x',
  'a: @x',
  'a:\n\tb: 1',
  'a:\t1',
  // Between brackets PyYAML pays no heed to indentation.
  'a:\n  - b: {\n      c: [1],\n      d: x # a comment, with ]\n  }\n  - e\n',
  "a:\n    - b: {\n  c: \"x]\",\nd: 'it''s }'}\n    - e\nf: [\n1,\n[2,\n3]\n]\ng: h\n",
  'a:\n  b: [\n1, {c: d\n}',
];

const LOADER = `
import sys, json, yaml, datetime, math
def plain(value):
    if isinstance(value, (datetime.datetime, datetime.date)): return str(value)
    if isinstance(value, dict): return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list): return [plain(each) for each in value]
    if isinstance(value, float): return "float " + (str(value) if math.isinf(value) else repr(value))
    if isinstance(value, int) and not isinstance(value, bool): return "int " + str(value)
    return value
def load(text):
    try: return plain(yaml.load(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError: return "refused"
print(json.dumps([load(text) for text in json.load(sys.stdin)]))`;

function plain(value: unknown, source = ''): unknown {
  if (typeof value === 'bigint') return `int ${value}`;
  if (typeof value === 'number') return Number.isInteger(value) && !/[.]/.test(source) ? `int ${value}` : 'float';
  if (Array.isArray(value)) return value.map((each) => plain(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each, source)]));
}

/** The values of floats are compared by size below; here by kind. */
const kindOfFloats = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replace(/"float [^"]*"/g, '"float"'));

it('reads YAML as PyYAML does', () => {
  // dbt gives PyYAML what it has stripped.
  const input = JSON.stringify(TEXTS.map((text) => text.trimEnd()));
  const answer = spawnSync(dbtPython, ['-c', LOADER], { input, encoding: 'utf8' });
  const theirs: unknown[] = JSON.parse(answer.stdout);
  const ours = TEXTS.map((text) => {
    const { root, problems } = parseYaml(text, 'a.yml');
    return problems.length > 0 ? 'refused' : plain(toPlain(root), text);
  });
  expect(TEXTS.map((text, index) => [text, ours[index]])).toEqual(
    TEXTS.map((text, index) => [text, kindOfFloats(theirs[index])]),
  );
});
