import { bind } from '../../jinja/arguments.ts';
import { valueError } from '../../jinja/errors.ts';
import { PyTuple } from '../../jinja/values/collections.ts';
import { toText } from '../../jinja/values/text.ts';
import { type CallArguments, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';

/** A Python pattern as one of JavaScript: named groups and inline flags are written differently. */
function pattern(text: Value | undefined, flags = ''): RegExp {
  const source = toText(text ?? '');
  const inline = /^\(\?([imsx]+)\)/.exec(source);
  const body = source
    .slice(inline?.[0].length ?? 0)
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\A/g, '^')
    .replace(/\\Z/g, '$');
  try {
    return new RegExp(body, `${flags}${(inline?.[1] ?? '').replace('x', '')}u`);
  } catch {
    try {
      return new RegExp(body, `${flags}${(inline?.[1] ?? '').replace('x', '')}`);
    } catch {
      throw valueError(`'${source}' is not a regular expression`);
    }
  }
}

class Match extends PyObject {
  readonly typeName = 're.Match';
  private readonly match: RegExpExecArray;
  constructor(match: RegExpExecArray) {
    super();
    this.match = match;
  }
  override text(): string {
    return `<re.Match object; match='${this.match[0]}'>`;
  }
  private group(key: Value): Value {
    return (typeof key === 'number' ? this.match[key] : this.match.groups?.[toText(key)]) ?? null;
  }
  override attribute(name: string): Value | undefined {
    if (name === 'group') return new PyFunction(name, (args) => this.group(args.positional[0] ?? 0));
    if (name === 'groups')
      return new PyFunction(name, () => new PyTuple(this.match.slice(1).map((each) => each ?? null)));
    if (name === 'start') return new PyFunction(name, () => this.match.index);
    if (name === 'end') return new PyFunction(name, () => this.match.index + this.match[0].length);
    return undefined;
  }
}

const found = (match: RegExpExecArray | null): Value => (match === null ? null : new Match(match));

function search(args: CallArguments, wrap: (source: string) => string): Value {
  const [expression, text] = bind('search', args, ['pattern', 'string', 'flags'], 2);
  return found(pattern(wrap(toText(expression ?? ''))).exec(toText(text ?? '')));
}

function substitute(args: CallArguments): Value {
  const [expression, replacement, text] = bind('sub', args, ['pattern', 'repl', 'string', 'count', 'flags'], 3);
  const template = toText(replacement ?? '')
    .replace(/\$/g, '$$$$')
    .replace(/\\g<(\w+)>/g, '$$<$1>')
    .replace(/\\(\d)/g, '$$$1');
  return toText(text ?? '').replace(pattern(expression, 'g'), template);
}

function findAll(args: CallArguments): Value {
  const [expression, text] = bind('findall', args, ['pattern', 'string', 'flags'], 2);
  return [...toText(text ?? '').matchAll(pattern(expression, 'g'))].map((match) => {
    if (match.length <= 2) return match[1] ?? match[0];
    return new PyTuple(match.slice(1).map((each) => each ?? ''));
  });
}

const RE: ReadonlyMap<string, (args: CallArguments) => Value> = new Map([
  ['match', (args: CallArguments) => search(args, (source) => `^(?:${source})`)],
  ['fullmatch', (args: CallArguments) => search(args, (source) => `^(?:${source})$`)],
  ['search', (args: CallArguments) => search(args, (source) => source)],
  ['sub', substitute],
  ['findall', findAll],
  ['split', (args: CallArguments) => toText(args.positional[1] ?? '').split(pattern(args.positional[0]))],
  ['escape', (args: CallArguments) => toText(args.positional[0] ?? '').replace(/[^\w]/g, '\\$&')],
]);

class Module extends PyObject {
  readonly typeName = 'module';
  private readonly functions: ReadonlyMap<string, (args: CallArguments) => Value>;
  constructor(functions: ReadonlyMap<string, (args: CallArguments) => Value>) {
    super();
    this.functions = functions;
  }
  override text(): string {
    return '<module>';
  }
  override attribute(name: string): Value | undefined {
    const body = this.functions.get(name);
    return body === undefined ? undefined : new PyFunction(name, body);
  }
  override attributeNames(): readonly string[] {
    return [...this.functions.keys()];
  }
}

class Modules extends PyObject {
  readonly typeName = 'modules';
  override text(): string {
    return '<modules>';
  }
  override attribute(name: string): Value | undefined {
    return name === 're' ? new Module(RE) : undefined;
  }
  override attributeNames(): readonly string[] {
    return ['re'];
  }
}

/** `modules.re`. `datetime`, `pytz` and `itertools` are not supported yet. */
export const MODULES: Value = new Modules();
