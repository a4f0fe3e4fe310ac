import { valueError } from './errors.ts';
import { attribute, item } from './evaluate/access.ts';
import { formatSpec } from './format-spec.ts';
import { represent, toText } from './values/text.ts';
import type { CallArguments, Caller, Value } from './values/value.ts';

interface Formatting {
  readonly args: CallArguments;
  readonly caller: Caller;
  automatic: number;
}

/** `text.format(…)` with Python's field syntax; attributes that begin with `_` are refused. */
export function formatBraces(text: string, args: CallArguments, caller: Caller): string {
  caller.spend(text.length >> 4);
  return fill(text, { args, caller, automatic: 0 }, 0);
}

function fill(text: string, state: Formatting, depth: number): string {
  if (depth > 2) throw valueError('Max string recursion exceeded');
  let out = '';
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char !== '{' && char !== '}') {
      out += char;
      at++;
    } else if (text[at + 1] === char && depth === 0) {
      out += char;
      at += 2;
    } else if (char === '}') {
      throw valueError("Single '}' encountered in format string", 'Write }} for a brace.');
    } else {
      const end = closing(text, at);
      out += field(text.slice(at + 1, end), state, depth);
      at = end + 1;
    }
  }
  return out;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  throw valueError("Single '{' encountered in format string", 'Write {{ for a brace.');
}

const FIELD = /^([^!:{}[.]*)((?:\.[^.[!:]+|\[[^\]]+\])*)(?:!([rsa]))?(?::([\s\S]*))?$/;

function field(body: string, state: Formatting, depth: number): string {
  const match = FIELD.exec(body);
  if (match === null) throw valueError(`'${body}' is not a field of a format string`);
  const [, name = '', path = '', conversion, spec = ''] = match;
  let value = argument(name, state);
  for (const step of path.match(/\.[^.[]+|\[[^\]]+\]/g) ?? []) value = follow(value, step, state.caller.lenient);
  const converted = conversion === undefined ? value : conversion === 's' ? toText(value) : represent(value);
  return formatSpec(converted, spec.includes('{') ? fill(spec, state, depth + 1) : spec);
}

function argument(name: string, state: Formatting): Value {
  if (name === '' || /^\d+$/.test(name)) {
    const index = name === '' ? state.automatic++ : Number(name);
    const value = state.args.positional[index];
    if (value === undefined) throw valueError(`Replacement index ${index} out of range for positional args tuple`);
    return value;
  }
  const value = state.args.named.get(name);
  if (value === undefined) throw valueError(`KeyError: '${name}'`);
  return value;
}

/** As the sandbox's formatter: what is not there is undefined, and prints as nothing. */
function follow(value: Value, step: string, lenient: boolean): Value {
  const name = step.startsWith('.') ? step.slice(1) : step.slice(1, -1);
  if (step.startsWith('.')) return attribute(value, name, lenient);
  return item(value, /^\d+$/.test(name) ? Number(name) : name, lenient);
}
