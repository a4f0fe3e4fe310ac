import { JinjaError } from '../../jinja/errors.ts';
import { Macro } from '../../jinja/evaluate/macro.ts';
import { type Root, Scope } from '../../jinja/evaluate/scope.ts';
import { contextOf, parseTemplate, renderTemplate } from '../../jinja/index.ts';
import { renderNative } from '../../jinja/render.ts';
import { PyDict, PyTuple } from '../../jinja/values/collections.ts';
import { parseFloatText } from '../../jinja/values/number.ts';
import { represent, toText, typeName } from '../../jinja/values/text.ts';
import { PyFloat, type Value } from '../../jinja/values/value.ts';
import { DATA_FUNCTIONS } from '../context/data.ts';
import { MODULES } from '../context/modules/index.ts';
import type { Answer, Case, Encoded } from './case.ts';

function decode(value: Encoded): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(decode);
  if ('float' in value) return new PyFloat(parseFloatText(value.float) ?? Number.NaN);
  if ('int' in value) return BigInt(value.int);
  if ('tuple' in value) return new PyTuple(value.tuple.map(decode));
  if ('dict' in value) return new PyDict(value.dict.map(([key, each]) => [decode(key), decode(each)] as const));
  throw new TypeError('an array of JSON');
}

/** The context of a case: dbt's own functions, the case's values, and the project's macros. */
function contextFor(each: Case): Root {
  const values = new Map<string, Value>([...DATA_FUNCTIONS, ['modules', MODULES]]);
  for (const [name, value] of Object.entries(each.values)) values.set(name, decode(value));
  const root = contextOf(values);
  for (const [name, text] of Object.entries(each.macros)) {
    const template = parseTemplate(text, `${name}.sql`);
    const [statement] = template.body;
    if (statement?.type !== 'macro') throw new TypeError(`${name} is not a macro`);
    values.set(name, new Macro(statement, template.source, new Scope(root)));
  }
  return root;
}

/** What Insitu makes of a case. */
export function answer(each: Case): Answer {
  try {
    const context = contextFor(each);
    const template = parseTemplate(each.template, 'case.sql');
    const value: Value =
      each.mode === 'native'
        ? renderNative(template, context)
        : renderTemplate(template, context, { lenient: each.mode === 'capture' });
    // Python names a type with its module in messages, and alone where it is asked for.
    const type = typeName(value).split('.').at(-1) ?? '';
    return { type, value: typeof value === 'string' ? toText(value) : represent(value) };
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    const line = error.source?.position(error.offset ?? 0).line ?? null;
    const inMacro = error.source?.path !== 'case.sql';
    return { failure: error.failure, line: inMacro ? null : line, message: error.message };
  }
}
