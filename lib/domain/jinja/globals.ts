import { JinjaError, typeError, valueError } from './errors.ts';
import { updateDict } from './methods/dict.ts';
import { PyDict, PyNamespace, PyRange } from './values/collections.ts';
import { asIndex } from './values/number.ts';
import { type CallArguments, PyFunction, PyObject, type Value } from './values/value.ts';

/** Jinja's sandbox allows ranges up to this length. */
const MAX_RANGE = 100_000;

function range(args: CallArguments): Value {
  const [first, second, third] = args.positional.map(asIndex);
  if (args.named.size > 0) throw typeError('range() takes no keyword arguments');
  if (first === undefined || args.positional.length > 3)
    throw typeError(`range expected 1 to 3 arguments, got ${args.positional.length}`);
  const step = third ?? 1;
  if (step === 0) throw valueError('range() arg 3 must not be zero');
  const result = second === undefined ? new PyRange(0, first, step) : new PyRange(first, second, step);
  if (result.size() <= MAX_RANGE) return result;
  throw new JinjaError('limit', `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${MAX_RANGE}).`, {
    code: 'jinja.range',
    remedy: "Generate the rows in SQL with PostgreSQL's generate_series.",
  });
}

function dict(args: CallArguments): Value {
  const made = new PyDict();
  updateDict(made, args);
  return made;
}

function namespace(args: CallArguments): Value {
  const made = new PyNamespace();
  updateDict(made, args);
  return made;
}

/** `cycler('a', 'b')` */
class Cycler extends PyObject {
  readonly typeName = 'Cycler';
  private readonly items: readonly Value[];
  private position = 0;
  constructor(items: readonly Value[]) {
    super();
    this.items = items;
  }
  override text(): string {
    return '<Cycler>';
  }
  override attribute(name: string): Value | undefined {
    if (name === 'current') return this.items[this.position] ?? null;
    if (name === 'next') return new PyFunction('next', () => this.advance());
    if (name !== 'reset') return undefined;
    return new PyFunction('reset', () => {
      this.position = 0;
      return null;
    });
  }
  private advance(): Value {
    const item = this.items[this.position] ?? null;
    this.position = (this.position + 1) % this.items.length;
    return item;
  }
}

/** `joiner(', ')`: nothing the first time it is called, its text after that. */
class Joiner extends PyObject {
  readonly typeName = 'Joiner';
  private readonly separator: Value;
  private used = false;
  constructor(separator: Value) {
    super();
    this.separator = separator;
  }
  override text(): string {
    return '<Joiner>';
  }
  override call(): Value {
    if (this.used) return this.separator;
    this.used = true;
    return '';
  }
}

function cycler(args: CallArguments): Value {
  if (args.positional.length === 0) throw typeError('at least one item has to be provided');
  return new Cycler(args.positional);
}

/** Names every Jinja template has. */
export const GLOBALS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['range', new PyFunction('range', range)],
  ['dict', new PyFunction('dict', dict)],
  ['namespace', new PyFunction('namespace', namespace)],
  ['cycler', new PyFunction('cycler', cycler)],
  ['joiner', new PyFunction('joiner', (args) => new Joiner(args.positional[0] ?? ', '))],
]);
