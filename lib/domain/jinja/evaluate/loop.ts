import { typeError } from '../errors.ts';
import { equal } from '../values/compare.ts';
import { iterate, tryLength } from '../values/sequence.ts';
import {
  type CallArguments,
  type Caller,
  orElse,
  PyFunction,
  PyObject,
  Undefined,
  type Value,
} from '../values/value.ts';

/** Renders the loop's body for other items, one level deeper. */
type Recurse = (items: Value, depth: number) => string;

/** `loop` inside a for block. Items are taken one at a time, as Jinja does: a loop may change what it goes over. */
export class Loop extends PyObject {
  readonly typeName = 'LoopContext';
  private readonly items: Value;
  private iterator: Iterator<Value>;
  private readonly depth: number;
  private readonly lenient: boolean;
  private readonly recurse: Recurse | undefined;
  private lastChanged: readonly Value[] | undefined;
  private length: number | undefined;
  private index = -1;
  private before: Value | undefined;
  private current: Value | undefined;
  /** The item after this one, when somebody asked for it already. */
  private after: IteratorResult<Value> | undefined;

  constructor(items: Value, depth: number, lenient: boolean, recurse?: Recurse) {
    super();
    this.items = items;
    this.iterator = iterate(items)[Symbol.iterator]();
    this.depth = depth;
    this.lenient = lenient;
    this.recurse = recurse;
  }

  /** Moves on to the next item. */
  next(): IteratorResult<Value> {
    const result = this.peek();
    this.after = undefined;
    if (result.done === true) return result;
    this.index++;
    this.before = this.current;
    this.current = result.value;
    return result;
  }

  private peek(): IteratorResult<Value> {
    this.after ??= this.iterator.next();
    return this.after;
  }

  override text(): string {
    return `<LoopContext ${this.index + 1}/${this.size()}>`;
  }

  override size(): number {
    this.length ??= tryLength(this.items) ?? this.count();
    return this.length;
  }

  /** What has no length is gone through to the end, and kept. */
  private count(): number {
    const pending = this.after !== undefined && this.after.done !== true ? 1 : 0;
    const iterator = this.iterator;
    const rest: Value[] = [...{ [Symbol.iterator]: () => iterator }];
    this.iterator = rest[Symbol.iterator]();
    return this.index + 1 + pending + rest.length;
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'index':
        return this.index + 1;
      case 'index0':
        return this.index;
      case 'revindex':
        return this.size() - this.index;
      case 'revindex0':
        return this.size() - this.index - 1;
      case 'first':
        return this.index === 0;
      case 'last':
        return this.peek().done === true;
      case 'length':
        return this.size();
      case 'depth':
        return this.depth + 1;
      case 'depth0':
        return this.depth;
      default:
        return this.neighbour(name);
    }
  }

  private neighbour(name: string): Value | undefined {
    switch (name) {
      case 'previtem':
        return orElse(this.before, this.none('previtem', 'there is no previous item'));
      case 'nextitem': {
        const next = this.peek();
        return next.done === true ? this.none('nextitem', 'there is no next item') : next.value;
      }
      case 'cycle':
        return new PyFunction('cycle', (args) => this.cycle(args));
      case 'changed':
        return new PyFunction('changed', (args) => this.changed(args));
      default:
        return undefined;
    }
  }

  override attributeNames(): readonly string[] {
    return ['index', 'index0', 'revindex', 'revindex0', 'first', 'last', 'length', 'depth', 'previtem', 'nextitem'];
  }

  private none(name: string, message: string): Undefined {
    return new Undefined(name, message, { lenient: this.lenient });
  }

  private cycle(args: CallArguments): Value {
    if (args.positional.length === 0) throw typeError('no items for cycling given');
    return args.positional[this.index % args.positional.length] ?? null;
  }

  private changed(args: CallArguments): boolean {
    const before = this.lastChanged;
    if (before !== undefined && equal([...before], [...args.positional])) return false;
    this.lastChanged = args.positional;
    return true;
  }

  override call(args: CallArguments, _caller: Caller): Value {
    if (this.recurse === undefined) {
      throw typeError("The loop must have the 'recursive' marker to be called recursively.");
    }
    const [items] = args.positional;
    if (items === undefined || args.positional.length > 1) throw typeError('loop() takes the items to loop over');
    return this.recurse(items, this.depth + 1);
  }
}
