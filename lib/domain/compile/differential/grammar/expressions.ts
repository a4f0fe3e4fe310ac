import type { Choices } from '../choices.ts';
import { boolean, FORMATS, float, integer, none, TEXTS, text } from './literals.ts';
import { datetime, iteration, regex } from './modules.ts';
import { FILTERS, FUNCTIONS, type Kind, METHODS, type Parameter, type Signature, TESTS } from './signatures.ts';

/** Where an expression stands: what was chosen so far, and the names it can use. */
export interface Place {
  readonly choices: Choices;
  readonly depth: number;
  readonly names: ReadonlyMap<string, Kind>;
}
const deeper = (place: Place): Place => ({ ...place, depth: place.depth - 1 });

type Maker = (place: Place) => string;

/** An expression of a kind; now and then of another, so that errors are compared too. */
export function expression(place: Place, kind: Kind = 'any'): string {
  const { choices, depth } = place;
  const wanted = choices.chance(2) ? 'any' : kind;
  const known = [...place.names].filter(([, each]) => fits(each, wanted)).map(([name]) => name);
  const [first, ...others] = known;
  if (first !== undefined && choices.chance(35)) return choices.pick([first, ...others]);
  if (depth <= 0 || choices.chance(15)) return simple(place, wanted);
  return compound(deeper(place), wanted);
}

const fits = (kind: Kind, wanted: Kind): boolean =>
  kind === wanted ||
  wanted === 'any' ||
  (wanted === 'number' && (kind === 'int' || kind === 'float')) ||
  (wanted === 'list' && (kind === 'ints' || kind === 'strs' || kind === 'rows'));

const SIMPLE: Readonly<Record<Kind, Maker>> = {
  int: ({ choices }) => integer(choices),
  float: ({ choices }) => float(choices),
  number: ({ choices }) => (choices.chance(50) ? float(choices) : integer(choices)),
  str: ({ choices }) => text(choices),
  bool: ({ choices }) => boolean(choices),
  none: ({ choices }) => none(choices),
  list: (place) => `[${place.choices.several(0, 3, () => expression(deeper(place))).join(', ')}]`,
  tuple: (place) => tuple(place),
  dict: (place) => dict(place),
  rows: ({ choices }) =>
    choices.pick([
      'rows',
      "[{'a': 1, 'b': 'x'}, {'a': 2, 'b': 'Y'}]",
      "[{'a': {'b': 3}}, {'a': {'b': 1}}]",
      "[('k', 2), ('j', 1)]",
      '[{}]',
    ]),
  strs: ({ choices }) => `[${choices.several(0, 4, () => text(choices)).join(', ')}]`,
  ints: ({ choices }) => `[${choices.several(0, 4, () => integer(choices)).join(', ')}]`,
  any: (place) =>
    SIMPLE[place.choices.pick<Kind>(['int', 'str', 'float', 'bool', 'none', 'list', 'tuple', 'dict', 'strs', 'ints'])](
      place,
    ),
  small: ({ choices }) => choices.pick(['0', '1', '2', '3', '-1', '-2', '10', 'none']),
  width: ({ choices }) => choices.pick(['3', '0', '1', '2', '8', '12', '16', '-1']),
  sep: ({ choices }) => text(choices, choices.pick([',', ' ', 'a', '', '-', '\n', 'ab', '. ', 'x'])),
  char: ({ choices }) => text(choices, choices.pick(['*', ' ', '0', 'é', 'ab'])),
  key: ({ choices }) => text(choices, choices.pick(['a', 'b', 'name', 'items', 'id', 'value', 'upper', '_x', '0'])),
  filter: ({ choices }) =>
    text(choices, choices.pick(['upper', 'string', 'first', 'length', 'int', 'trim', 'list', 'nope', 'last', 'abs'])),
  test: ({ choices }) =>
    text(choices, choices.pick(['odd', 'string', 'none', 'defined', 'eq', 'gt', 'in', 'number', 'nope', 'even'])),
  attribute: ({ choices }) => text(choices, choices.pick(['a', 'b', 'a.b', 'a,b', '0', 'name', '1'])),
  format: ({ choices }) => text(choices, choices.pick(FORMATS)),
};

function tuple(place: Place): string {
  const items = place.choices.several(0, 3, () => expression(deeper(place)));
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

function dict(place: Place): string {
  const { choices } = place;
  const pair = (): string => {
    const key = choices.chance(20)
      ? SIMPLE[choices.pick<Kind>(['int', 'str', 'bool', 'none', 'float'])](place)
      : SIMPLE.key(place);
    return `${key}: ${expression(deeper(place))}`;
  };
  return `{${choices.several(0, 3, pair).join(', ')}}`;
}

function simple(place: Place, kind: Kind): string {
  return SIMPLE[kind](place);
}

/** Ways to make an expression from others, whatever it is for. */
const ANY: readonly [Maker, ...Maker[]] = [
  (place) =>
    call(place, METHODS, (signature) => `${operand(place, signature.on)}.${signature.name}(${args(place, signature)})`),
  (place) => call(place, FILTERS, (signature) => filtered(place, signature)),
  (place) => `${operand(place)}[${expression(place, place.choices.pick(['small', 'key', 'any', 'str']))}]`,
  (place) => `${operand(place)}.${place.choices.pick(['a', 'b', 'name', 'items', 'x', '0', '1', 'missing'])}`,
  (place) => `${sequence(place)}[${slice(place)}]`,
  (place) => conditional(place),
  (place) =>
    call(
      place,
      FUNCTIONS,
      (signature) => `${signature.name}(${args(place, signature)})${signature.name.startsWith('zip') ? '|list' : ''}`,
    ),
  (place) => `(${expression(place)} ${place.choices.pick(['and', 'or'])} ${expression(place)})`,
  (place) => binary(place, place.choices.pick(['+', '*', '-', '%', '/', '//']), 'any', 'any'),
  (place) => place.choices.pick(['missing', 'missing.a', 'nope()', 'rows.nope', 'd.nope', "''.nope"]),
  ({ choices }) => regex(choices),
  ({ choices }) => choices.pick([datetime, iteration])(choices),
];

const BY_KIND: Partial<Readonly<Record<Kind, readonly [Maker, ...Maker[]]>>> = {
  number: [
    (place) => binary(place, place.choices.pick(['+', '-', '*', '/', '//', '%']), 'number', 'number'),
    (place) => `${base(place)} ** ${SIMPLE.small(place)}`,
    (place) => `${place.choices.pick(['-', '+'])}${operand(place, 'number')}`,
    (place) => producing(place, 'number'),
  ],
  int: [
    (place) => binary(place, place.choices.pick(['+', '-', '*', '//', '%']), 'int', 'int'),
    (place) => `${base(place)} ** ${SIMPLE.small(place)}`,
    (place) => `-${operand(place, 'int')}`,
    (place) => producing(place, 'int'),
  ],
  float: [
    (place) => binary(place, place.choices.pick(['/', '+', '*', '%', '//', '-']), 'float', 'number'),
    (place) => producing(place, 'float'),
  ],
  str: [
    (place) => producing(place, 'str'),
    (place) => place.choices.several(2, 3, () => operand(place)).join(' ~ '),
    (place) => binary(place, '+', 'str', 'str'),
    (place) => binary(place, '*', 'str', 'small'),
    (place) => `${SIMPLE.format(place)} % ${operand(place, place.choices.pick(['tuple', 'any', 'dict']))}`,
    (place) => `${sequence(place)}[${slice(place)}]`,
  ],
  bool: [
    (place) => comparison(place),
    (place) =>
      `${operand(place)} ${place.choices.pick(['in', 'not in'])} ${operand(place, place.choices.pick(['list', 'str', 'dict', 'strs', 'any']))}`,
    (place) =>
      call(
        place,
        TESTS,
        (signature) =>
          `${operand(place, signature.on)} is ${place.choices.chance(25) ? 'not ' : ''}${signature.name}${optionalArgs(place, signature)}`,
      ),
    (place) => `not ${operand(place)}`,
    (place) => `(${expression(place, 'bool')} ${place.choices.pick(['and', 'or'])} ${expression(place, 'bool')})`,
    (place) => producing(place, 'bool'),
    (place) =>
      `set(${expression(place, 'strs')}) ${place.choices.pick(['==', '!=', '<=', '<', '>=', '>'])} set(${expression(place, 'strs')})`,
  ],
  list: [
    (place) => producing(place, 'list'),
    (place) => binary(place, '+', 'list', 'list'),
    (place) =>
      `(set(${expression(place, 'strs')})${place.choices.pick(['', `.${place.choices.pick(['union', 'intersection', 'difference', 'symmetric_difference'])}(${expression(place, 'strs')})`, ` - set(['a', 'b'])`])})|sort(case_sensitive=true)`,
    (place) => `${sequence(place)}[${slice(place)}]`,
  ],
};

function compound(place: Place, kind: Kind): string {
  const own = BY_KIND[kind];
  if (own !== undefined && !place.choices.chance(12)) return place.choices.pick(own)(place);
  if (kind === 'any')
    return place.choices.chance(60)
      ? place.choices.pick(ANY)(place)
      : compound(place, place.choices.pick(['number', 'str', 'bool', 'list', 'int', 'float']));
  return producing(place, kind);
}

/** A method or filter that gives the kind, or the kind itself where there is none. */
function producing(place: Place, kind: Kind): string {
  const { choices } = place;
  const useFilter = choices.chance(50);
  const [first, ...rest] = (useFilter ? FILTERS : METHODS).filter((each) => each.gives === kind);
  if (first === undefined) return simple(place, kind);
  const signature = choices.pick([first, ...rest]);
  return useFilter
    ? filtered(place, signature)
    : `${operand(place, signature.on)}.${signature.name}(${args(place, signature)})`;
}

/** Filters that give a generator: printed, it is its address. */
const LAZY: readonly string[] = [
  'map',
  'select',
  'reject',
  'selectattr',
  'rejectattr',
  'unique',
  'batch',
  'slice',
  'items',
];

function filtered(place: Place, signature: Signature): string {
  const lazy = LAZY.includes(signature.name) || (signature.name === 'reverse' && signature.on !== 'str');
  return `${operand(place, signature.on)}|${signature.name}${optionalArgs(place, signature)}${lazy ? '|list' : ''}`;
}

function call(
  place: Place,
  table: readonly [Signature, ...Signature[]],
  write: (signature: Signature) => string,
): string {
  return write(place.choices.pick(table));
}

/** An operand of something that binds tighter: in parentheses unless it is a word or a literal. */
function operand(place: Place, kind: Kind = 'any'): string {
  const made = expression(place, kind);
  return /^(\w+|'[^'\\]*'|"[^"\\]*"|\[[^[\]]*\])$/.test(made) || place.choices.chance(5) ? made : `(${made})`;
}

const binary = (place: Place, operator: string, left: Kind, right: Kind): string =>
  `${operand(place, left)} ${operator} ${operand(place, right)}`;

/** Never negative: Jinja writes `(-5) ** n` into its code as `-5 ** n`, which is another number. */
const base = ({ choices }: Place): string => choices.pick(['n', integer(choices), float(choices)]);

function comparison(place: Place): string {
  const kind = place.choices.pick<Kind>(['number', 'str', 'any', 'tuple', 'list']);
  const operator = (): string => place.choices.pick(['==', '!=', '<', '<=', '>', '>=']);
  const more = place.choices.chance(15) ? ` ${operator()} ${operand(place, kind)}` : '';
  return `${operand(place, kind)} ${operator()} ${operand(place, kind)}${more}`;
}

function conditional(place: Place): string {
  const otherwise = place.choices.chance(75) ? ` else ${operand(place)}` : '';
  return `(${operand(place)} if ${expression(place, 'bool')}${otherwise})`;
}

/** Only what can be sliced: Jinja folds a slice of a constant that can't be into an undefined value, some of the time. */
const sequence = (place: Place): string => {
  const kind = place.choices.pick<Kind>(['str', 'strs', 'ints']);
  return place.choices.chance(50)
    ? place.choices.pick(['s', 'rows', 's.split()', 'range(5)', '(1, 2, n)'])
    : SIMPLE[kind](place);
};

function slice(place: Place): string {
  const bound = (): string => (place.choices.chance(60) ? SIMPLE.small(place) : '');
  return `${bound()}:${bound()}${place.choices.chance(30) ? `:${bound()}` : ''}`;
}

function args(place: Place, signature: Signature): string {
  const { choices } = place;
  const written: string[] = [];
  for (const parameter of signature.parameters) {
    if (parameter.optional && !choices.chance(45)) {
      // What follows an argument left out has to be named.
      if (parameter.name === undefined) break;
      continue;
    }
    written.push(argument(place, parameter));
  }
  if (choices.chance(2)) written.push(expression(place));
  if (choices.chance(1)) written.push(`*${operand(place, 'list')}`);
  return written.join(', ');
}

const argument = (place: Place, { name, kind }: Parameter): string =>
  name === undefined ? expression(place, kind) : `${name}=${expression(place, kind)}`;

function optionalArgs(place: Place, signature: Signature): string {
  const list = args(place, signature);
  return list === '' && !place.choices.chance(10) ? '' : `(${list})`;
}

/** Data that is no template. */
export const data = (choices: Choices): string =>
  choices.pick([
    ' ',
    'x',
    '\n',
    '',
    '  \n ',
    'select 1',
    'a\r\nb',
    '\t',
    '{ }',
    'é',
    '}}',
    '#',
    '-- c\n',
    ...TEXTS.slice(0, 6),
  ]);
