import type { Case, Encoded, Mode } from '../case.ts';
import type { Choices } from '../choices.ts';
import { data, expression } from './expressions.ts';
import { value } from './literals.ts';
import { callBlock, localMacro } from './macros.ts';
import { damaged, rare } from './rare.ts';
import type { Kind } from './signatures.ts';
import { inside, placed, type State, tag } from './state.ts';

/** A whole case from a list of choices. */
export function makeCase(choices: Choices): Case {
  const mode = choices.pick<Mode>(['text', 'text', 'text', 'capture', 'native']);
  const values: Record<string, Encoded> = {
    n: value(choices, 0),
    v: value(choices),
    l: choices.several(0, 3, () => value(choices, 1)),
    d: { dict: choices.several(0, 2, () => [choices.pick(['a', 'b', 'items']), value(choices, 1)] as const) },
    rows: choices.several(0, 3, () => row(choices)),
    s: choices.pick(['text', 'a b c', 'X', '', 'two\nlines', '12']),
  };
  const names = new Map<string, Kind>([
    ['n', 'any'],
    ['v', 'any'],
    ['l', 'list'],
    ['d', 'dict'],
    ['rows', 'rows'],
    ['s', 'str'],
  ]);
  const macros = mode === 'native' || !choices.chance(15) ? {} : projectMacro(choices, names);
  if (macros.helper !== undefined) names.set('helper(1)', 'str');
  const state = { choices, names, depth: 2, native: mode === 'native', looping: false };
  const template = body(state, 1 + choices.below(3));
  return { mode, template: choices.chance(4) ? damaged(choices, template) : template, values, macros };
}

const row = (choices: Choices): Encoded => ({
  dict: [
    ['a', choices.pick([1, 2, 3, 10])],
    ['b', choices.pick(['x', 'y', 'Z'])],
    ...(choices.chance(20) ? [['name', value(choices, 0)] as const] : []),
  ],
});

/** A macro of the project, called as dbt calls it. */
function projectMacro(choices: Choices, names: ReadonlyMap<string, Kind>): Record<string, string> {
  const inner: State = {
    choices,
    names: new Map([...names, ['p', 'any'], ['q', 'any']]),
    depth: 2,
    native: false,
    looping: true,
  };
  const given = choices.chance(30) ? `{{ return(${expression({ choices, depth: 2, names: inner.names })}) }}` : '';
  return {
    helper: `{% macro helper(p, q=${expression({ choices, depth: 1, names: new Map() })}) %}${body(inner, 2)}${given}{% endmacro %}`,
  };
}

function output(state: State): string {
  const { choices } = state;
  const control = (): string => (choices.chance(8) ? '-' : '');
  // Safe text of HTML is a class of its own in Python: only what is printed is compared.
  const safe = choices.chance(5)
    ? choices.pick(['|tojson', '|e', '|escape', '|safe', '|tojson(indent=2)', '|forceescape'])
    : '';
  const value = expression(placed(state));
  return `{{${control()} ${safe === '' ? value : `(${value})${safe}`} ${control()}}}`;
}

type Maker = (state: State) => string;

/** Blocks that a YAML value never has: Jinja itself joins numbers as text there, and fails. */
const BLOCKS: readonly [Maker, ...Maker[]] = [
  setBlock,
  filterBlock,
  (state) => localMacro(state, body),
  (state) => callBlock(state, body),
  recursiveLoop,
];
const STATEMENTS: readonly [Maker, ...Maker[]] = [
  setStatement,
  ifStatement,
  forStatement,
  setStatement,
  ifStatement,
  forStatement,
  doStatement,
  withStatement,
  namespaced,
  rare,
];

function body(state: State, parts: number): string {
  let text = '';
  for (let part = 0; part < parts; part++) text += piece(state);
  return text;
}

function piece(state: State): string {
  const { choices } = state;
  if (choices.chance(20)) return data(choices);
  if (state.depth <= 0 || !choices.chance(45)) return output(state);
  return choices.pick(choices.chance(30) && !state.native ? BLOCKS : STATEMENTS)(state);
}

function setStatement(state: State): string {
  const { choices, names } = state;
  if (choices.chance(15)) {
    const text = tag(
      choices,
      `set ${choices.pick(['a, b', '(a, b)', 'a, (b, c)', 'a,'])} = ${expression(placed(state), choices.pick(['tuple', 'list', 'any', 'strs']))}`,
    );
    for (const name of ['a', 'b']) names.set(name, 'any');
    return text;
  }
  const kind = choices.pick<Kind>(['any', 'int', 'str', 'list', 'dict', 'strs', 'bool']);
  const name = choices.pick(['a', 'b', 'x', 'acc']);
  const text = tag(choices, `set ${name} = ${expression(placed(state), kind)}`);
  names.set(name, kind);
  return text;
}

function ifStatement(state: State): string {
  const { choices } = state;
  const test = (): string => expression(placed(state), choices.pick(['bool', 'any']));
  const branch = (): string => body({ ...state, depth: state.depth - 1 }, 1 + choices.below(2));
  let text = tag(choices, `if ${test()}`) + branch();
  if (choices.chance(25)) text += tag(choices, `elif ${test()}`) + branch();
  if (choices.chance(50)) text += tag(choices, 'else') + branch();
  return text + tag(choices, 'endif');
}

const LOOP_PARTS: readonly [string, ...string[]] = [
  'loop.index',
  'loop.index0',
  'loop.revindex',
  'loop.revindex0',
  'loop.first',
  'loop.last',
  'loop.length',
  'loop.depth',
  'loop.depth0',
  'loop.previtem',
  'loop.nextitem',
  "loop.cycle('a', 'b')",
  'loop.changed(i)',
  'loop.nope',
  'loop.previtem is defined',
];

function forStatement(state: State): string {
  const { choices } = state;
  const pairs = choices.chance(25);
  const source = pairs
    ? choices.pick(['d.items()', "{'a': 1, 'b': 2}.items()", 'd|dictsort', "[(1, 'x'), (2, 'y')]", 'zip([1, 2], rows)'])
    : expression(placed(state), choices.pick(['list', 'ints', 'strs', 'rows', 'any', 'dict']));
  const names: readonly (readonly [string, Kind])[] = [
    ...(pairs ? (['k', 'i'] as const) : (['i'] as const)).map((name) => [name, 'any'] as const),
    [choices.pick(LOOP_PARTS), 'any'],
  ];
  const inner = { ...inside(state, names), looping: true };
  const filter = choices.chance(20)
    ? ` if ${expression({ ...placed(inner), names: new Map([...state.names, ['i', 'any']]) }, 'bool')}`
    : '';
  const stop = choices.chance(10)
    ? tag(choices, `if ${expression(placed(inner, 1), 'bool')}`) +
      tag(choices, choices.pick(['break', 'continue'])) +
      tag(choices, 'endif')
    : '';
  const text =
    tag(choices, `for ${pairs ? 'k, i' : 'i'} in ${source}${filter}`) + stop + body(inner, 1 + choices.below(2));
  return text + (choices.chance(25) ? tag(choices, 'else') + body(inside(state), 1) : '') + tag(choices, 'endfor');
}

function recursiveLoop(state: State): string {
  const { choices } = state;
  const tree = choices.pick([
    "[{'n': 1, 'c': [{'n': 2, 'c': []}, {'n': 3}]}]",
    "[{'n': 'x', 'c': [{'n': 'y', 'c': [{'n': 'z'}]}]}]",
  ]);
  return `${tag(choices, `for i in ${tree} recursive`)}${body(
    inside(state, [
      ['i.n', 'any'],
      [choices.pick(LOOP_PARTS), 'any'],
    ]),
    1,
  )}{% if i.c %}{{ loop(i.c) }}{% endif %}${tag(choices, 'endfor')}`;
}

/** Changes a list or a dict; never inside a loop, which might go over it: in Python it would not end, or fail. */
function doStatement(state: State): string {
  const { choices } = state;
  const any = (): string => expression(placed(state));
  const changes: readonly [string, ...string[]] = [
    `l.append(${any()})`,
    `d.update({'a': ${any()}})`,
    `l.extend(${expression(placed(state), 'strs')})`,
    `l.insert(${expression(placed(state), 'small')}, 1)`,
    'l.reverse()',
    'l.sort()',
    'l.pop()',
    `l.pop(${expression(placed(state), 'small')})`,
    `l.remove(${any()})`,
    `d.update(b=${any()})`,
    `d.pop(${expression(placed(state), 'key')}, 1)`,
    "d.pop('a')",
    `d.setdefault(${expression(placed(state), 'key')}, ${any()})`,
    'd.clear()',
    'l.clear()',
  ];
  if (state.looping) return tag(choices, `do ${any()}`);
  return choices.chance(30) ? `{{ ${choices.pick(changes)} }}` : tag(choices, `do ${choices.pick(changes)}`);
}

function withStatement(state: State): string {
  const { choices } = state;
  const second = choices.chance(40) ? `, b = ${expression(placed(state))}` : '';
  return (
    tag(choices, `with a = ${expression(placed(state))}${second}`) +
    body(
      inside(state, [
        ['a', 'any'],
        ['b', 'any'],
      ]),
      1,
    ) +
    tag(choices, 'endwith')
  );
}

function namespaced(state: State): string {
  const { choices } = state;
  const first = expression(placed(state));
  const inner = { ...inside(state, [['ns.a', 'any']]), looping: true };
  return `${tag(choices, `set ns = namespace(a=${first})`)}{% for i in ${expression(placed(state, 1), 'list')} %}${tag(choices, `set ns.${choices.pick(['a', 'b'])} = ${expression(placed(inner))}`)}{% endfor %}{{ ns.a }}{{ ns.b }}`;
}

function setBlock(state: State): string {
  const { choices, names } = state;
  const name = choices.pick(['a', 'b', 'x']);
  const filter = choices.pick(['', ' | upper', " | replace('a', 'b')", ' | trim | length', ' | list']);
  const text = tag(choices, `set ${name}${filter}`) + body(inside(state), 2) + tag(choices, 'endset');
  names.set(name, 'str');
  return `${text}{{ ${name} }}`;
}

function filterBlock(state: State): string {
  const { choices } = state;
  const filter = choices.pick([
    'upper',
    'trim',
    "replace('a', 'b')",
    'indent(2)',
    'upper|reverse',
    'length',
    'title',
    'truncate(5, true)',
    'nope',
  ]);
  return tag(choices, `filter ${filter}`) + body(inside(state), 2) + tag(choices, 'endfilter');
}
