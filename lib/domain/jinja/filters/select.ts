import { typeError } from '../errors.ts';
import type { Filter } from '../evaluate/interpreter.ts';
import { PyGenerator } from '../values/collections.ts';
import { toArray } from '../values/sequence.ts';
import { toText, truth } from '../values/text.ts';
import type { CallArguments, Caller, Value } from '../values/value.ts';
import { getter, keyOf } from './attribute.ts';

const rest = (args: CallArguments, from: number): CallArguments => ({
  positional: args.positional.slice(from),
  named: args.named,
});

/** The test of `select('odd')` and its like; without a name, truth itself. */
function chosen(args: CallArguments, caller: Caller, from: number): (item: Value) => boolean {
  const name = args.positional[from];
  if (name === undefined) return truth;
  const testArguments = rest(args, from + 1);
  return (item) => caller.test(toText(name), item, testArguments);
}

/** Anything false counts as empty here, None too, as in Jinja. */
const generator = (input: Value, change: (items: Value[]) => Value[]): Value =>
  new PyGenerator(truth(input) ? change(toArray(input)) : []);

function select(keep: boolean): Filter {
  return (input, args, caller) => {
    const test = chosen(args, caller, 0);
    return generator(input, (items) => items.filter((item) => test(item) === keep));
  };
}

function selectAttribute(keep: boolean): Filter {
  return (input, args, caller) => {
    const get = getter(args.positional[0]);
    if (get === undefined) throw typeError('Missing parameter for attribute name');
    const test = chosen(args, caller, 1);
    return generator(input, (items) => items.filter((item) => test(get(item)) === keep));
  };
}

const map: Filter = (input, args, caller) => {
  const attribute = args.named.get('attribute');
  if (args.positional.length === 0 && attribute !== undefined) {
    const otherwise = args.named.get('default');
    const get = getter(attribute, otherwise);
    return generator(input, (items) => items.map((item) => keyOf(get, item)));
  }
  const [name] = args.positional;
  if (name === undefined) throw typeError('map requires a filter argument');
  const filterArguments = rest(args, 1);
  return generator(input, (items) => items.map((item) => caller.filter(toText(name), item, filterArguments)));
};

/** Filters that apply another filter or a test to each item. */
export const SELECT_FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['select', select(true)],
  ['reject', select(false)],
  ['selectattr', selectAttribute(true)],
  ['rejectattr', selectAttribute(false)],
  ['map', map],
]);
