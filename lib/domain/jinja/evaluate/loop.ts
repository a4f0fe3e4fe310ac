import { typeError } from '../errors.ts';
import { equal } from '../values/compare.ts';
import { toArray } from '../values/sequence.ts';
import {
  type CallArguments,
  type Caller,
  orElse,
  PyFunction,
  PyObject,
  Undefined,
  type Value,
} from '../values/value.ts';

/** `loop` inside a for block. */
export class Loop extends PyObject {
  readonly typeName = 'LoopContext';
  private readonly items: readonly Value[];
  private readonly depth: number;
  private readonly recurse: ((items: Value[], depth: number) => string) | undefined;
  private lastChanged: readonly Value[] | undefined;
  index = 0;

  constructor(items: readonly Value[], depth: number, recurse?: (items: Value[], depth: number) => string) {
    super();
    this.items = items;
    this.depth = depth;
    this.recurse = recurse;
  }

  override text(): string {
    return `<LoopContext ${this.index + 1}/${this.items.length}>`;
  }

  override size(): number {
    return this.items.length;
  }

  override attribute(name: string): Value | undefined {
    const { length } = this.items;
    switch (name) {
      case 'index':
        return this.index + 1;
      case 'index0':
        return this.index;
      case 'revindex':
        return length - this.index;
      case 'revindex0':
        return length - this.index - 1;
      case 'first':
        return this.index === 0;
      case 'last':
        return this.index === length - 1;
      case 'length':
        return length;
      case 'depth':
        return this.depth + 1;
      case 'depth0':
        return this.depth;
      case 'previtem':
        return orElse(this.items[this.index - 1], new Undefined('previtem', 'there is no previous item'));
      case 'nextitem':
        return orElse(this.items[this.index + 1], new Undefined('nextitem', 'there is no next item'));
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

  private cycle(args: CallArguments): Value {
    if (args.positional.length === 0) throw typeError('no items for cycling given');
    return args.positional[this.index % args.positional.length] ?? null;
  }

  private changed(args: CallArguments): boolean {
    const before = this.lastChanged;
    this.lastChanged = args.positional;
    return before === undefined || !equal([...before], [...args.positional]);
  }

  override call(args: CallArguments, _caller: Caller): Value {
    if (this.recurse === undefined) {
      throw typeError("The loop must have the 'recursive' marker to be called recursively.");
    }
    const [items] = args.positional;
    if (items === undefined) throw typeError('loop() is missing the items to loop over');
    return this.recurse(toArray(items), this.depth + 1);
  }
}
