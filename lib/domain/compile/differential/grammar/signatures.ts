/** What an expression is for; `any` is whatever comes. */
export type Kind =
  | 'int'
  | 'float'
  | 'number'
  | 'str'
  | 'bool'
  | 'none'
  | 'list'
  | 'tuple'
  | 'dict'
  | 'rows'
  | 'strs'
  | 'ints'
  | 'any'
  | Special;
/** Arguments that only make sense where they stand. */
type Special = 'small' | 'width' | 'sep' | 'char' | 'key' | 'filter' | 'test' | 'format' | 'attribute';

export interface Parameter {
  readonly name: string | undefined;
  readonly kind: Kind;
  readonly optional: boolean;
}
export interface Signature {
  readonly on: Kind;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly gives: Kind;
}

/** Reads lines like `str split(sep?, maxsplit=small?) list`. */
function read(table: string): readonly [Signature, ...Signature[]] {
  const [first, ...rest] = table
    .trim()
    .split('\n')
    .map((line) => {
      const match = /^\s*(\w+) ([\w.]+)\((.*)\) (\w+)$/.exec(line);
      if (match === null) throw new SyntaxError(`not a signature: ${line}`);
      const [, on = '', name = '', parameters = '', gives = ''] = match;
      return {
        on: kind(on),
        name,
        parameters: parameters.split(', ').filter(Boolean).map(parameter),
        gives: kind(gives),
      };
    });
  if (first === undefined) throw new SyntaxError('an empty table');
  return [first, ...rest];
}

function parameter(text: string): Parameter {
  const optional = text.endsWith('?');
  const [left = '', right] = text.replace('?', '').split('=');
  return { name: right === undefined ? undefined : left, kind: kind(right ?? left), optional };
}

const KINDS: readonly Kind[] = [
  'int',
  'float',
  'number',
  'str',
  'bool',
  'none',
  'list',
  'tuple',
  'dict',
  'rows',
  'strs',
  'ints',
  'any',
  'small',
  'width',
  'sep',
  'char',
  'key',
  'filter',
  'test',
  'format',
  'attribute',
];
function kind(text: string): Kind {
  const found = KINDS.find((each) => each === text);
  if (found === undefined) throw new SyntaxError(`not a kind: ${text}`);
  return found;
}

/** Methods of Python's types that templates call. */
export const METHODS = read(`
  str upper() str
  str lower() str
  str capitalize() str
  str title() str
  str swapcase() str
  str casefold() str
  str strip(sep?) str
  str lstrip(sep?) str
  str rstrip(sep?) str
  str split(sep?, small?) strs
  str split(sep=sep?, maxsplit=small?) strs
  str rsplit(sep?, small?) strs
  str splitlines(bool?) strs
  str partition(sep) tuple
  str rpartition(sep) tuple
  str replace(sep, str, small?) str
  sep join(strs) str
  str startswith(sep, small?, small?) bool
  str endswith(sep) bool
  str find(sep, small?, small?) int
  str rfind(sep, small?, small?) int
  str index(sep) int
  str rindex(sep) int
  str count(sep, small?) int
  str ljust(width, char?) str
  str rjust(width, char?) str
  str center(width, char?) str
  str zfill(width) str
  str expandtabs(small?) str
  str removeprefix(sep) str
  str removesuffix(sep) str
  str isalpha() bool
  str isalnum() bool
  str isdigit() bool
  str isdecimal() bool
  str isnumeric() bool
  str isidentifier() bool
  str isspace() bool
  str islower() bool
  str isupper() bool
  str istitle() bool
  str isascii() bool
  str isprintable() bool
  format format(any, any, name=any?) str
  list index(any) int
  list count(any) int
  list copy() list
  tuple index(any) int
  tuple count(any) int
  dict get(key, any?) any
  dict keys() list
  dict values() list
  dict items() list
  dict copy() dict
  float is_integer() bool
  int bit_length() int
`);

/** Jinja's filters and dbt's. */
export const FILTERS = read(`
  str upper() str
  str lower() str
  str capitalize() str
  str title() str
  str trim(sep?) str
  str trim(chars=sep?) str
  str replace(sep, str, small?) str
  str truncate(width, killwords=bool?, end=sep?, leeway=small?) str
  str indent(small?, bool?, bool?) str
  str center(width) str
  str wordwrap(width, bool?, wrapstring=sep?) str
  str wordcount() int
  str striptags() str
  str urlencode() str
  str reverse() str
  str list() strs
  any string() str
  any length() int
  any count() int
  any int(any?) int
  str int(small?, base=width?) int
  any float(any?) float
  number abs() number
  number round(small?, bool?) number
  number round(precision=small?) number
  any default(any, bool?) any
  any d(any) any
  any first() any
  any last() any
  any list() list
  list join(sep?) str
  rows join(sep, attribute=attribute?) str
  ints sort(reverse=bool?) ints
  strs sort(bool?, bool?) strs
  list sort() list
  rows sort(attribute=attribute) rows
  dict dictsort(bool?, by=key?) list
  strs unique(case_sensitive=bool?) list
  list unique() list
  ints sum(start=number?) number
  rows sum(attribute=attribute) number
  ints max() int
  ints min() int
  strs max(case_sensitive=bool?) str
  list min() any
  list batch(width, any?) list
  list slice(width, any?) list
  rows groupby(attribute, default=any?) list
  rows map(attribute=attribute, default=any?) list
  list map(filter) list
  strs map(filter) list
  list select() list
  list reject(test) list
  ints select(test, int?) list
  rows selectattr(key, test?) list
  rows rejectattr(key, test, any?) list
  dict items() list
  any pprint() str
  dict attr(attribute) any
  format format(any, any) str
  any is_list() bool
  any as_text() any
  any as_native() any
  any as_bool() any
  any as_number() any
  dict xmlattr(bool?) str
  dict urlencode() str
  number filesizeformat(bool?) str
`);

/** Jinja's tests. */
export const TESTS = read(`
  any defined() bool
  any undefined() bool
  any none() bool
  any boolean() bool
  any true() bool
  any false() bool
  any integer() bool
  any float() bool
  any number() bool
  any string() bool
  any mapping() bool
  any sequence() bool
  any iterable() bool
  any callable() bool
  int odd() bool
  int even() bool
  int divisibleby(int) bool
  str lower() bool
  str upper() bool
  any in(list) bool
  any eq(any) bool
  any ne(any) bool
  number lt(number) bool
  number ge(number) bool
  any equalto(any) bool
  any filter() bool
  filter filter() bool
  test test() bool
`);

/** Functions of Jinja's and dbt's context. */
export const FUNCTIONS = read(`
  any range(small, small?, small?) ints
  any dict(a=any, b=any?) dict
  any tojson(any, sort_keys=bool?) str
  any fromjson(str, any?) any
  any toyaml(rows, sort_keys=bool?) str
  any fromyaml(str, any?) any
  any zip(list, list, default=any?) list
  any zip_strict(list, strs) list
  any local_md5(str) str
`);
