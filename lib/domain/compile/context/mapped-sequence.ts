import { PyDict, PyTuple } from '../../jinja/values/collections.ts';
import { represent } from '../../jinja/values/text.ts';
import { type HashKey, orElse, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';

/** Items that can be reached by place and by name: agate's MappedSequence, and its rows. */
export class MappedSequence extends PyObject {
  readonly typeName: string;
  protected readonly items: readonly Value[];
  protected readonly names: readonly Value[];
  constructor(items: readonly Value[], names: readonly Value[], typeName = 'MappedSequence') {
    super();
    this.items = items;
    this.names = names;
    this.typeName = typeName;
  }
  /** agate shows five items. */
  override text(): string {
    const shown = this.items.slice(0, 5).map(represent);
    if (this.items.length > 5) shown.push('...');
    return `<agate.${this.typeName}: (${shown.join(', ')})>`;
  }
  override truth(): boolean {
    return this.items.length > 0;
  }
  override size(): number {
    return this.items.length;
  }
  override iterate(): Iterable<Value> {
    return this.items;
  }
  override item(key: Value): Value | undefined {
    if (typeof key === 'number') return this.items.at(key);
    return typeof key === 'string' ? this.items[this.names.indexOf(key)] : undefined;
  }
  override equals(other: Value): boolean {
    return other instanceof MappedSequence && new PyTuple(this.items).equals(new PyTuple(other.items));
  }
  override hashKey(): HashKey | undefined {
    return new PyTuple(this.items).hashKey();
  }
  override attributeNames(): readonly string[] {
    return ['keys', 'values', 'items', 'get', 'dict'];
  }
  override attribute(name: string): Value | undefined {
    const pairs = () => this.items.map((item, index) => [this.names[index] ?? null, item] as const);
    switch (name) {
      case 'values':
        return new PyFunction(name, () => new PyTuple(this.items));
      case 'keys':
        return new PyFunction(name, () => new PyTuple(this.names));
      case 'items':
        return new PyFunction(name, () => pairs().map((pair) => new PyTuple(pair)));
      case 'dict':
        return new PyFunction(name, () => new PyDict(pairs()));
      case 'get':
        return new PyFunction(name, (args) =>
          orElse(this.item(args.positional[0] ?? null), args.positional[1] ?? null),
        );
      default:
        return undefined;
    }
  }
}
