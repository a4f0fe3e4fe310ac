import { bind } from '../../../jinja/arguments.ts';
import { typeError, valueError } from '../../../jinja/errors.ts';
import { binary } from '../../../jinja/evaluate/operators.ts';
import { PyGenerator, PyTuple } from '../../../jinja/values/collections.ts';
import { asIndex } from '../../../jinja/values/number.ts';
import { iterate, toArray } from '../../../jinja/values/sequence.ts';
import { truth } from '../../../jinja/values/text.ts';
import { type CallArguments, type Caller, PyFunction, positional, type Value } from '../../../jinja/values/value.ts';
import { moduleOf } from './module.ts';

type Make = (args: CallArguments, caller: Caller) => Iterable<Value>;

function* count(args: CallArguments): Generator<Value> {
  const [start = 0, step = 1] = bind('count', args, ['start', 'step']);
  for (let value: Value = start; ; value = binary('+', value, step)) yield value;
}

function* cycle(args: CallArguments): Generator<Value> {
  const items = toArray(bind('cycle', args, ['iterable'], 1)[0] ?? null);
  while (items.length > 0) yield* items;
}

function* repeat(args: CallArguments): Generator<Value> {
  const [object = null, times] = bind('repeat', args, ['object', 'times'], 1);
  const most = times === undefined ? Number.POSITIVE_INFINITY : asIndex(times);
  for (let done = 0; done < most; done++) yield object;
}

function* accumulate(args: CallArguments, caller: Caller): Generator<Value> {
  const [items = null, func = null, initial = null] = bind('accumulate', args, ['iterable', 'func', 'initial'], 1);
  const add = (a: Value, b: Value): Value => (func === null ? binary('+', a, b) : caller.call(func, positional(a, b)));
  let total: Value | undefined = initial === null ? undefined : initial;
  if (total !== undefined) yield total;
  for (const item of iterate(items)) {
    total = total === undefined ? item : add(total, item);
    yield total;
  }
}

function* chain(args: CallArguments): Generator<Value> {
  for (const items of args.positional) yield* iterate(items);
}

function* compress(args: CallArguments): Generator<Value> {
  const [data = null, selectors = null] = bind('compress', args, ['data', 'selectors'], 2);
  const keep = toArray(selectors);
  let index = 0;
  for (const item of iterate(data)) {
    if (index >= keep.length) return;
    if (truth(keep[index++] ?? null)) yield item;
  }
}

function* islice(args: CallArguments): Generator<Value> {
  const [items = null, first = null, second, third = null] = args.positional;
  const [start, stop] = second === undefined ? [null, first] : [first, second];
  const from = start === null ? 0 : asIndex(start);
  const to = stop === null ? Number.POSITIVE_INFINITY : asIndex(stop);
  const step = third === null ? 1 : asIndex(third);
  if (from < 0 || to < 0 || step < 1) throw valueError('Indices for islice() must be None or an integer >= 0');
  const iterator = iterate(items)[Symbol.iterator]();
  for (let index = 0, next = from; index < to; index++) {
    const item = iterator.next();
    if (item.done === true) return;
    if (index !== next) continue;
    yield item.value;
    next += step;
  }
}

function* starmap(args: CallArguments, caller: Caller): Generator<Value> {
  const [func = null, items = null] = bind('starmap', args, ['function', 'iterable'], 2);
  for (const item of iterate(items)) yield caller.call(func, positional(...toArray(item)));
}

function* zipLongest(args: CallArguments): Generator<Value> {
  for (const name of args.named.keys())
    if (name !== 'fillvalue') throw typeError('zip_longest() got an unexpected keyword argument');
  const fill = args.named.get('fillvalue') ?? null;
  const columns = args.positional.map(toArray);
  const length = Math.max(0, ...columns.map((column) => column.length));
  for (let row = 0; row < length; row++)
    yield new PyTuple(columns.map((column) => (row < column.length ? (column[row] ?? null) : fill)));
}

function* product(args: CallArguments): Generator<Value> {
  const times = asIndex(args.named.get('repeat') ?? 1);
  const pools = Array.from({ length: times }, () => args.positional.map(toArray)).flat();
  yield* combined(pools, []);
}

function* combined(pools: readonly Value[][], taken: readonly Value[]): Generator<Value> {
  const [pool, ...rest] = pools;
  if (pool === undefined) yield new PyTuple(taken);
  else for (const item of pool) yield* combined(rest, [...taken, item]);
}

/** Ordered choices of some items, by index. @param allowed which index may follow those taken */
function* choices(
  items: readonly Value[],
  size: number,
  allowed: (index: number, taken: readonly number[]) => boolean,
  taken: readonly number[] = [],
): Generator<Value> {
  if (taken.length === size) {
    yield new PyTuple(taken.map((index) => items[index] ?? null));
    return;
  }
  for (let index = 0; index < items.length; index++)
    if (allowed(index, taken)) yield* choices(items, size, allowed, [...taken, index]);
}

const choosing =
  (name: string, allowed: (index: number, taken: readonly number[]) => boolean, needsSize: boolean): Make =>
  (args) => {
    const [given = null, size = null] = bind(name, args, ['iterable', 'r'], needsSize ? 2 : 1);
    const items = toArray(given);
    const wanted = size === null && !needsSize ? items.length : asIndex(size);
    if (wanted < 0) throw valueError('r must be non-negative');
    return choices(items, wanted, allowed);
  };

function tee(args: CallArguments): Value {
  const [items = null, copies = 2] = bind('tee', args, ['iterable', 'n'], 1);
  const all = toArray(items);
  return new PyTuple(Array.from({ length: asIndex(copies) }, () => new PyGenerator('_tee', all)));
}

const lazy = (name: string, make: Make): readonly [string, Value] => [
  name,
  new PyFunction(name, (args, caller) => new PyGenerator(name, make(args, caller))),
];

function needs(least: number, name: string, make: Make): readonly [string, Value] {
  return lazy(name, (args, caller) => {
    if (args.positional.length < least) throw typeError(`${name} expected at least ${least} arguments`);
    return make(args, caller);
  });
}

/** `modules.itertools`, as far as dbt lends it. */
export const ITERTOOLS: Value = moduleOf([
  lazy('count', count),
  lazy('cycle', cycle),
  lazy('repeat', repeat),
  lazy('accumulate', accumulate),
  lazy('chain', chain),
  lazy('compress', compress),
  needs(2, 'islice', islice),
  lazy('starmap', starmap),
  ['tee', new PyFunction('tee', tee)],
  lazy('zip_longest', zipLongest),
  lazy('product', product),
  lazy(
    'permutations',
    choosing('permutations', (index, taken) => !taken.includes(index), false),
  ),
  lazy(
    'combinations',
    choosing('combinations', (index, taken) => index > (taken.at(-1) ?? -1), true),
  ),
  lazy(
    'combinations_with_replacement',
    choosing('combinations_with_replacement', (index, taken) => index >= (taken.at(-1) ?? 0), true),
  ),
]);
