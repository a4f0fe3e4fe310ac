import { bind, bindPositional } from '../../../jinja/arguments.ts';
import { typeError, undefinedFailure } from '../../../jinja/errors.ts';
import { FLAGS } from '../../../jinja/regex/ast.ts';
import { PyGenerator, PyTuple } from '../../../jinja/values/collections.ts';
import { asIndex } from '../../../jinja/values/number.ts';
import { represent, typeName } from '../../../jinja/values/text.ts';
import {
  type CallArguments,
  type Caller,
  PyFunction,
  PyObject,
  Undefined,
  type Value,
} from '../../../jinja/values/value.ts';
import { moduleOf } from './module.ts';
import { Pattern, type RegexMatch } from './re-pattern.ts';
import { expandTemplate } from './re-template.ts';

type Body = (args: CallArguments, caller: Caller) => Value;

/** A function of a compiled pattern, or of the module with the pattern as its first argument. */
interface PatternFunction {
  readonly name: string;
  /** Parameters after the pattern. */
  readonly parameters: readonly string[];
  readonly required: number;
  readonly body: (pattern: Pattern, values: readonly (Value | undefined)[], caller: Caller) => Value;
}

function textOf(value: Value | undefined): string {
  if (typeof value === 'string') return value;
  if (value instanceof Undefined && !value.lenient) throw undefinedFailure(value);
  throw typeError(`expected string or bytes-like object, got '${typeName(value ?? null)}'`);
}

const wrapped = (match: RegexMatch | undefined): Value => (match === undefined ? null : new Match(match));
const limit = (value: Value | undefined): number => (value === undefined ? 0 : asIndex(value));

function replaced(pattern: Pattern, values: readonly (Value | undefined)[], caller: Caller): readonly [string, number] {
  const [replacement = null, given, most] = values;
  const text = textOf(given);
  const isCallable = replacement instanceof PyObject && replacement.call !== undefined;
  const by = isCallable
    ? (match: RegexMatch): string =>
        textOf(caller.call(replacement, { positional: [new Match(match)], named: new Map() }))
    : expandTemplate(pattern, textOf(replacement));
  return pattern.replace(text, by, limit(most));
}

const groupsOrWhole = (match: RegexMatch): Value => {
  const groups = match.groups('');
  const [only] = groups;
  if (groups.length === 0) return match.group(0) ?? '';
  return groups.length === 1 ? (only ?? '') : new PyTuple(groups);
};

const FUNCTIONS: readonly PatternFunction[] = [
  ...(['match', 'fullmatch', 'search'] as const).map((name) => ({
    name,
    parameters: ['string'],
    required: 1,
    body: (pattern: Pattern, [text]: readonly (Value | undefined)[]) => wrapped(pattern[name](textOf(text))),
  })),
  {
    name: 'sub',
    parameters: ['repl', 'string', 'count'],
    required: 2,
    body: (pattern, values, caller) => replaced(pattern, values, caller)[0],
  },
  {
    name: 'subn',
    parameters: ['repl', 'string', 'count'],
    required: 2,
    body: (pattern, values, caller) => new PyTuple(replaced(pattern, values, caller)),
  },
  {
    name: 'split',
    parameters: ['string', 'maxsplit'],
    required: 1,
    body: (pattern, [text, most]) => pattern.split(textOf(text), limit(most)),
  },
  {
    name: 'findall',
    parameters: ['string'],
    required: 1,
    body: (pattern, [text]) => [...pattern.each(textOf(text))].map(groupsOrWhole),
  },
  {
    name: 'finditer',
    parameters: ['string'],
    required: 1,
    body: (pattern, [text]) => new PyGenerator('callable_iterator', matches(pattern, textOf(text))),
  },
];

function* matches(pattern: Pattern, text: string): Generator<Value> {
  for (const match of pattern.each(text)) yield new Match(match);
}

/** `re.compile(…)` */
class CompiledPattern extends PyObject {
  readonly typeName = 'Pattern';
  readonly pattern: Pattern;
  constructor(pattern: Pattern) {
    super();
    this.pattern = pattern;
  }
  override text(): string {
    return `re.compile(${represent(this.pattern.source)})`;
  }
  override equals(other: Value): boolean {
    return other instanceof CompiledPattern && other.pattern === this.pattern;
  }
  override attribute(name: string): Value | undefined {
    if (name === 'pattern') return this.pattern.source;
    if (name === 'flags') return this.pattern.flags;
    if (name === 'groups') return this.pattern.groupCount;
    const known = FUNCTIONS.find((each) => each.name === name);
    if (known === undefined) return undefined;
    return new PyFunction(name, (args, caller) =>
      known.body(this.pattern, bind(name, args, known.parameters, known.required), caller),
    );
  }
}

/** What a search found. */
class Match extends PyObject {
  readonly typeName = 'Match';
  private readonly match: RegexMatch;
  constructor(match: RegexMatch) {
    super();
    this.match = match;
  }
  override text(): string {
    const { match } = this;
    return `<re.Match object; span=(${match.start(0)}, ${match.end(0)}), match=${represent(match.group(0))}>`;
  }
  override item(key: Value): Value | undefined {
    const index = this.match.find(key);
    return index === undefined ? undefined : this.match.group(index);
  }
  override attribute(name: string): Value | undefined {
    const { match } = this;
    if (name === 'string') return match.text;
    if (name === 're') return new CompiledPattern(match.pattern);
    if (name === 'lastindex') return match.lastIndex;
    const body = MATCH_METHODS[name];
    return body === undefined ? undefined : new PyFunction(name, (args) => body(match, args));
  }
}

const at = (match: RegexMatch, args: CallArguments): number =>
  match.indexOf(bindPositional('group', args, ['group'])[0] ?? 0);

function group(match: RegexMatch, args: CallArguments): Value {
  if (args.positional.length <= 1) return match.group(at(match, args));
  return new PyTuple(args.positional.map((key) => match.group(match.indexOf(key))));
}

const MATCH_METHODS: Readonly<Record<string, (match: RegexMatch, args: CallArguments) => Value>> = {
  group,
  groups: (match, args) => new PyTuple(match.groups(bind('groups', args, ['default'])[0] ?? null)),
  groupdict: (match, args) => match.groupDict(bind('groupdict', args, ['default'])[0] ?? null),
  start: (match, args) => match.start(at(match, args)),
  end: (match, args) => match.end(at(match, args)),
  span: (match, args) => new PyTuple([match.start(at(match, args)), match.end(at(match, args))]),
  expand: (match, args) => expandTemplate(match.pattern, textOf(args.positional[0]))(match),
};

const compiled = new Map<string, Pattern>();

function patternOf(value: Value | undefined, flags: number): Pattern {
  if (value instanceof CompiledPattern) return value.pattern;
  const source = textOf(value);
  const key = `${flags} ${source}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = new Pattern(source, flags);
  // As Python's own cache: emptied when it is full.
  if (compiled.size >= 512) compiled.clear();
  compiled.set(key, made);
  return made;
}

const define = (name: string, body: Body): readonly [string, Value] => [name, new PyFunction(name, body)];

const ofModule = ({ name, parameters, required, body }: PatternFunction): readonly [string, Value] =>
  define(name, (args, caller) => {
    const [pattern, ...rest] = bind(name, args, ['pattern', ...parameters, 'flags'], required + 1);
    return body(patternOf(pattern, limit(rest[parameters.length])), rest.slice(0, parameters.length), caller);
  });

const FLAG_NAMES: Readonly<Record<keyof typeof FLAGS, string>> = {
  A: 'ASCII',
  I: 'IGNORECASE',
  L: 'LOCALE',
  M: 'MULTILINE',
  S: 'DOTALL',
  U: 'UNICODE',
  X: 'VERBOSE',
};

function flagNames(): (readonly [string, Value])[] {
  const long: Readonly<Record<string, string>> = FLAG_NAMES;
  return Object.entries(FLAGS).flatMap(([short, value]) => [
    [short, value] as const,
    [long[short] ?? short, value] as const,
  ]);
}

const SPECIAL = /[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g;

/** `modules.re`, with Python's syntax and a limit to backtracking. */
export const RE: Value = moduleOf([
  ...FUNCTIONS.map(ofModule),
  ...flagNames(),
  ['NOFLAG', 0],
  define('compile', (args) => {
    const [pattern, flags] = bind('compile', args, ['pattern', 'flags'], 1);
    return new CompiledPattern(patternOf(pattern, limit(flags)));
  }),
  define('escape', (args) => textOf(bind('escape', args, ['pattern'], 1)[0]).replace(SPECIAL, '\\$&')),
  define('purge', () => null),
]);
