import { bind } from '../../jinja/arguments.ts';
import { JinjaError, typeError, undefinedFailure } from '../../jinja/errors.ts';
import { ReturnSignal } from '../../jinja/evaluate/macro.ts';
import { dumpJson, loadJson } from '../../jinja/json.ts';
import { PyDict, PyGenerator, PySet, PyTuple } from '../../jinja/values/collections.ts';
import { iterate, toArray, tryIterate } from '../../jinja/values/sequence.ts';
import { represent, toText, truth, typeName } from '../../jinja/values/text.ts';
import { type CallArguments, type Caller, PyFunction, Undefined, type Value } from '../../jinja/values/value.ts';
import { md5Hex } from '../hash.ts';
import { loadYaml } from './yaml.ts';
import { dumpYaml } from './yaml-dump.ts';

const define = (name: string, body: (args: CallArguments) => Value): [string, Value] => [
  name,
  new PyFunction(name, body),
];

/** What a function of Python gives, or the default where Python raises a ValueError. */
function orDefault(work: () => Value, otherwise: Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof JinjaError && error.failure === 'value') return otherwise;
    throw error;
  }
}

function tojson(args: CallArguments): Value {
  const [value = null, otherwise = null, sort = false] = bind('tojson', args, ['value', 'default', 'sort_keys'], 1);
  return orDefault(() => dumpJson(value, { sortKeys: truth(sort) }), otherwise);
}

function fromjson(args: CallArguments): Value {
  const [text = null, otherwise = null] = bind('fromjson', args, ['string', 'default'], 1);
  if (typeof text !== 'string') throw typeError(`the JSON object must be str, not ${typeName(text)}`);
  return orDefault(() => loadJson(text), otherwise);
}

function fromyaml(args: CallArguments): Value {
  const [text = null, otherwise = null] = bind('fromyaml', args, ['value', 'default'], 1);
  if (text instanceof Undefined) throw undefinedFailure(text);
  if (typeof text !== 'string') throw typeError('a string or stream input is required');
  return orDefault(() => loadYaml(text), otherwise);
}

function toyaml(args: CallArguments): Value {
  const [value = null, otherwise = null, sort = false] = bind('toyaml', args, ['value', 'default', 'sort_keys'], 1);
  return orDefault(() => dumpYaml(value, truth(sort)), otherwise);
}

function makeSet(args: CallArguments): Value {
  const [value = null, otherwise = null] = bind('set', args, ['value', 'default'], 1);
  try {
    return new PySet(iterate(value));
  } catch (error) {
    if (error instanceof JinjaError && error.failure === 'type') return otherwise;
    throw error;
  }
}

function makeStrictSet(args: CallArguments): Value {
  const [value = null] = bind('set_strict', args, ['value'], 1);
  if (tryIterate(value) === undefined) throw compilerError(`'${typeName(value)}' object is not iterable`);
  return new PySet(iterate(value));
}

function zip(args: CallArguments): Value {
  const otherwise = args.named.get('default') ?? null;
  if (args.positional.some((each) => tryIterate(each) === undefined)) return otherwise;
  return new PyGenerator('zip', zipped(args.positional));
}

function strictZip(args: CallArguments): Value {
  const wrong = args.positional.find((each) => tryIterate(each) === undefined);
  if (wrong !== undefined) throw compilerError(`'${typeName(wrong)}' object is not iterable`);
  return new PyGenerator('zip', zipped(args.positional));
}

function* zipped(columns: readonly Value[]): Generator<Value> {
  const iterators = columns.map((column) => iterate(column)[Symbol.iterator]());
  for (;;) {
    const row: Value[] = [];
    for (const iterator of iterators) {
      const next = iterator.next();
      if (next.done === true) return;
      row.push(next.value);
    }
    if (row.length === 0) return;
    yield new PyTuple(row);
  }
}

const compilerError = (message: string): JinjaError =>
  new JinjaError('compiler', message, { code: 'macro.raised', remedy: 'Give it a list, a tuple or another iterable.' });

function returnValue(args: CallArguments): Value {
  const [value = null] = bind('return', args, ['data'], 1);
  throw new ReturnSignal(value);
}

/** What lists of the first dict have that those of the second lack; case does not count. */
function diffOfTwoDicts(args: CallArguments): Value {
  const [first = null, second = null] = bind('diff_of_two_dicts', args, ['dict_a', 'dict_b'], 2);
  const lowered = new Map(entriesOf(second).map(([key, values]) => [fold(key), new Set(toArray(values).map(fold))]));
  const made = new PyDict();
  for (const [key, values] of entriesOf(first)) {
    const known = lowered.get(fold(key));
    const rest = known === undefined ? values : toArray(values).filter((value) => !known.has(fold(value)));
    if (known === undefined || !Array.isArray(rest) || rest.length > 0) made.set(key, rest);
  }
  return made;
}

function entriesOf(value: Value): [Value, Value][] {
  if (value instanceof PyDict) return [...value.entries()];
  throw typeError(`diff_of_two_dicts() compares dicts, not ${typeName(value)}`);
}

function fold(value: Value): string {
  if (typeof value === 'string') return value.toLowerCase().replaceAll('ß', 'ss');
  throw typeError(`diff_of_two_dicts() compares text, not ${represent(value)}`);
}

function localMd5(args: CallArguments): Value {
  const [value = null] = bind('local_md5', args, ['value'], 1);
  if (value instanceof Undefined && !value.lenient) throw undefinedFailure(value);
  if (typeof value !== 'string') throw typeError(`local_md5() needs a str, not ${typeName(value)}`);
  return md5Hex(value);
}

/** Calls a function; when it fails, the message given is the error. */
function tryOrCompilerError(args: CallArguments, caller: Caller): Value {
  const [message = '', callee, ...rest] = args.positional;
  if (callee === undefined) throw typeError('try_or_compiler_error() takes a message and a function');
  try {
    return caller.call(callee, { positional: rest, named: args.named });
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    throw new JinjaError('compiler', toText(message), { code: 'macro.raised', remedy: error.message });
  }
}

/** Functions of dbt's context that only work on their arguments. */
export const DATA_FUNCTIONS: ReadonlyMap<string, Value> = new Map([
  define('tojson', tojson),
  define('fromjson', fromjson),
  define('toyaml', toyaml),
  define('fromyaml', fromyaml),
  define('set', makeSet),
  define('set_strict', makeStrictSet),
  define('zip', zip),
  define('zip_strict', strictZip),
  define('return', returnValue),
  define('local_md5', localMd5),
  define('diff_of_two_dicts', diffOfTwoDicts),
  ['try_or_compiler_error', new PyFunction('try_or_compiler_error', tryOrCompilerError)],
]);
