import { parse as parseYamlText, stringify as yamlText } from 'yaml';
import { bind } from '../../jinja/arguments.ts';
import { JinjaError, typeError } from '../../jinja/errors.ts';
import { ReturnSignal } from '../../jinja/evaluate/macro.ts';
import { spaced } from '../../jinja/filters/general.ts';
import { PyDict, PySet, PyTuple } from '../../jinja/values/collections.ts';
import { fromJs, toJs } from '../../jinja/values/convert.ts';
import { toArray, tryIterate } from '../../jinja/values/sequence.ts';
import { toText, truth } from '../../jinja/values/text.ts';
import { type CallArguments, PyFunction, type Value } from '../../jinja/values/value.ts';
import { md5Hex } from '../hash.ts';
import { asciiJson } from './json.ts';

const define = (name: string, body: (args: CallArguments) => Value): [string, Value] => [
  name,
  new PyFunction(name, body),
];

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function tojson(args: CallArguments): Value {
  const [value = null, otherwise = null, sort] = bind('tojson', args, ['value', 'default', 'sort_keys'], 1);
  const text = JSON.stringify(toJs(value), truth(sort ?? false) ? sorted : undefined);
  return text === undefined ? otherwise : asciiJson(spaced(text));
}

function fromjson(args: CallArguments): Value {
  const [text = '', otherwise = null] = bind('fromjson', args, ['string', 'default'], 1);
  try {
    return fromJs(JSON.parse(toText(text)));
  } catch {
    return otherwise;
  }
}

function fromyaml(args: CallArguments): Value {
  const [text = '', otherwise = null] = bind('fromyaml', args, ['value', 'default'], 1);
  try {
    return fromJs(parseYamlText(toText(text), { maxAliasCount: 100 }));
  } catch {
    return otherwise;
  }
}

function toyaml(args: CallArguments): Value {
  const [value = null] = bind('toyaml', args, ['value', 'default', 'sort_keys'], 1);
  return yamlText(toJs(value), { lineWidth: 0 });
}

function makeSet(strict: boolean): (args: CallArguments) => Value {
  return (args) => {
    const [value = null, otherwise = null] = bind('set', args, ['value', 'default'], 1);
    if (!strict && tryIterate(value) === undefined) return otherwise;
    return new PySet(toArray(value));
  };
}

function zip(strict: boolean): (args: CallArguments) => Value {
  return (args) => {
    const otherwise = args.named.get('default') ?? null;
    if (!strict && args.positional.some((each) => tryIterate(each) === undefined)) return otherwise;
    const columns = args.positional.map(toArray);
    const length = columns.length === 0 ? 0 : Math.min(...columns.map((column) => column.length));
    return Array.from({ length }, (_, index) => new PyTuple(columns.map((column) => column[index] ?? null)));
  };
}

function returnValue(args: CallArguments): Value {
  const [value = null] = bind('return', args, ['data']);
  throw new ReturnSignal(value);
}

/** What the first dict of lists has more than the second; keys and texts are compared in lower case. */
function diffOfTwoDicts(args: CallArguments): Value {
  const [a = null, b = null] = bind('diff_of_two_dicts', args, ['dict_a', 'dict_b'], 2);
  if (!(a instanceof PyDict) || !(b instanceof PyDict)) throw typeError('diff_of_two_dicts() takes two dicts of lists');
  const lower = (value: Value): string => toText(value).toLowerCase();
  const there = new Map([...b.entries()].map(([key, list]) => [lower(key), toArray(list).map(lower)] as const));
  const more = new PyDict();
  for (const [key, list] of a.entries()) {
    const known = there.get(lower(key));
    const rest = toArray(list).filter((item) => known?.includes(lower(item)) !== true);
    if (known === undefined || rest.length > 0) more.set(key, rest);
  }
  return more;
}

/** Functions of dbt's context that only work on their arguments. */
export const DATA_FUNCTIONS: ReadonlyMap<string, Value> = new Map([
  define('tojson', tojson),
  define('fromjson', fromjson),
  define('toyaml', toyaml),
  define('fromyaml', fromyaml),
  define('set', makeSet(false)),
  define('set_strict', makeSet(true)),
  define('zip', zip(false)),
  define('zip_strict', zip(true)),
  define('return', returnValue),
  define('local_md5', (args) => md5Hex(toText(args.positional[0] ?? ''))),
  define('diff_of_two_dicts', diffOfTwoDicts),
  define('try_or_compiler_error', (args) => {
    const [message = ''] = args.positional;
    throw new JinjaError('compiler', toText(message), { code: 'macro.raised' });
  }),
]);
