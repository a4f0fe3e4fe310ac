import { JinjaError } from '../errors.ts';
import { parseLiteral } from '../literal.ts';
import { PyDict, PyRange, PySet, PyTuple } from '../values/collections.ts';
import { represent, toText } from '../values/text.ts';
import { PyFloat, PyObject, type Value } from '../values/value.ts';
import { Output } from './output.ts';

/**
 * What a template of dbt's native environment writes. A single piece keeps its type. Jinja has made
 * text of constants by then (`{{ 1 }}` is `'1'`, `{{ var('one') }}` is 1), and dbt reads text as a
 * literal only when a filter such as `as_native` asked for it.
 */
export class NativeOutput extends Output {
  private readonly pieces: Value[] = [];

  override write(text: string): void {
    this.interpreter.wrote(text.length);
    if (text !== '') this.add(text);
  }

  override print(value: Value): void {
    const piece = this.interpreter.constant && isPlain(value) ? toText(value) : value;
    this.interpreter.wrote(1);
    this.add(piece);
  }

  /** With a second piece all are text; what the first one held until then may have changed. */
  private add(piece: Value): void {
    this.pieces.push(piece);
    if (this.pieces.length === 2) this.pieces[0] = toText(this.pieces[0] ?? null);
    if (this.pieces.length >= 2) this.pieces[this.pieces.length - 1] = toText(piece);
  }

  override pass(value: Value): void {
    this.interpreter.wrote(1);
    this.add(value);
  }

  value(): Value {
    const [only = ''] = this.pieces;
    if (this.pieces.length > 1) return this.pieces.map(toText).join('');
    const mark = this.interpreter.marks.get(only);
    return mark === undefined || typeof only !== 'string' ? only : read(only, mark);
  }
}

/** Whether Jinja's compiler would write the value into its code. */
function isPlain(value: Value): boolean {
  if (!(value instanceof PyObject)) return !Array.isArray(value) || value.every(isPlain);
  if (value instanceof PyFloat || value instanceof PyRange) return true;
  const isPlainTuple = value instanceof PyTuple && value.constructor === PyTuple;
  if (value instanceof PySet || isPlainTuple) return [...value.iterate()].every(isPlain);
  return value instanceof PyDict && value.constructor === PyDict && [...value.entries()].flat().every(isPlain);
}

/** What `as_text`, `as_native`, `as_bool` and `as_number` ask for. */
export type Mark = 'text' | 'native' | 'bool' | 'number';

function read(text: string, mark: Mark): Value {
  if (mark === 'text') return text;
  const literal = parseLiteral(text);
  const value: Value = literal === undefined ? text : literal;
  const isBoolean = typeof value === 'boolean';
  const isNumber = typeof value === 'number' || typeof value === 'bigint' || value instanceof PyFloat;
  if ((mark === 'bool' && !isBoolean) || (mark === 'number' && !isNumber))
    throw new JinjaError('compiler', `Could not convert value ${represent(text)} into type '${mark}'`, {
      code: 'jinja.conversion',
    });
  return value;
}
