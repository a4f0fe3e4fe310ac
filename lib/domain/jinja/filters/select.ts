import { valueError } from '../errors.ts';
import type { Filter } from '../evaluate/interpreter.ts';
import { hashKeyOrThrow, PyGenerator } from '../values/collections.ts';
import { iterate } from '../values/sequence.ts';
import { toText, truth } from '../values/text.ts';
import type { CallArguments, Caller, Value } from '../values/value.ts';
import { getter } from './attribute.ts';

/** Anything false counts as empty here, None too. Nothing is done before the items are asked for, as in Jinja. */
function* lazily(input: Value, change: () => (item: Value) => Value | undefined): Generator<Value> {
  if (!truth(input)) return;
  const each = change();
  for (const item of iterate(input)) {
    const result = each(item);
    if (result !== undefined) yield result;
  }
}

const generator = (input: Value, change: () => (item: Value) => Value | undefined): Value =>
  new PyGenerator('generator', lazily(input, change));

/** The test of `select('odd')` and its like; without a name, truth itself. */
function chosen(args: CallArguments, caller: Caller, from: number): (item: Value) => boolean {
  const name = args.positional[from];
  if (name === undefined) return truth;
  hashKeyOrThrow(name);
  const rest = { positional: args.positional.slice(from + 1), named: args.named };
  return (item) => caller.test(toText(name), item, rest);
}

function select(keep: boolean): Filter {
  return (input, args, caller) =>
    generator(input, () => {
      const test = chosen(args, caller, 0);
      return (item) => (test(item) === keep ? item : undefined);
    });
}

function selectAttribute(keep: boolean): Filter {
  return (input, args, caller) =>
    generator(input, () => {
      if (args.positional.length === 0) throw valueError('Missing parameter for attribute name');
      const get = getter(args.positional[0], caller.lenient);
      const test = chosen(args, caller, 1);
      return (item) => (test(get(item)) === keep ? item : undefined);
    });
}

const map: Filter = (input, args, caller) =>
  generator(input, () => {
    if (args.positional.length === 0 && args.named.has('attribute')) return attributeMap(args, caller);
    const [name] = args.positional;
    if (name === undefined) throw valueError('map requires a filter argument');
    hashKeyOrThrow(name);
    const rest = { positional: args.positional.slice(1), named: args.named };
    return (item) => caller.filter(toText(name), item, rest);
  });

function attributeMap(args: CallArguments, caller: Caller): (item: Value) => Value {
  for (const name of args.named.keys())
    if (name !== 'attribute' && name !== 'default') throw valueError(`Unexpected keyword argument '${name}'`);
  return getter(args.named.get('attribute'), caller.lenient, args.named.get('default'));
}

/** Filters that apply another filter or a test to each item. */
export const SELECT_FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['select', select(true)],
  ['reject', select(false)],
  ['selectattr', selectAttribute(true)],
  ['rejectattr', selectAttribute(false)],
  ['map', map],
]);
