import { bind } from './arguments.ts';
import type { Test } from './evaluate/interpreter.ts';
import { binary, comparison } from './evaluate/operators.ts';
import { FILTERS } from './filters/index.ts';
import { isLower, isUpper } from './methods/string-tests.ts';
import { hashKeyOrThrow, PySet, PyView } from './values/collections.ts';
import { equal, numeric } from './values/compare.ts';
import { contains, tryIterate, tryLength } from './values/sequence.ts';
import { toText } from './values/text.ts';
import { PyFloat, PyObject, Undefined, type Value } from './values/value.ts';

const operand = (args: Parameters<Test>[1]): Value => {
  const [other] = bind('test', args, ['other'], 1);
  return other ?? null;
};

const remainderIs = (value: Value, divisor: Value, wanted: number): boolean =>
  equal(binary('%', value, divisor), wanted);

const ordered =
  (operator: '<' | '<=' | '>' | '>='): Test =>
  (value, args) =>
    comparison(operator, value, operand(args));

const isNumber = (value: Value): boolean => numeric(value) !== undefined;
const isInteger = (value: Value): boolean => typeof value === 'number' || typeof value === 'bigint';
const isCallable = (value: Value): boolean =>
  value instanceof Undefined || (value instanceof PyObject && value.call !== undefined);
const isSequence = (value: Value): boolean =>
  tryLength(value) !== undefined && !(value instanceof PySet || value instanceof PyView);
const same = (value: Value, other: Value): boolean =>
  value === other || (value instanceof PyFloat && equal(value, other) && other instanceof PyFloat);

function isName(value: Value): value is string {
  if (typeof value === 'string') return true;
  hashKeyOrThrow(value);
  return false;
}

const equality: Test = (value, args) => equal(value, operand(args));
const inequality: Test = (value, args) => !equal(value, operand(args));

/** A test without arguments. */
const plain =
  (holds: (value: Value) => boolean): Test =>
  (value, args) => {
    bind('test', args, []);
    return holds(value);
  };

/** Every test of Jinja 3. `filter` and `test` ask for names of the standard environment. */
export const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['defined', plain((value) => !(value instanceof Undefined))],
  ['undefined', plain((value) => value instanceof Undefined)],
  ['none', plain((value) => value === null)],
  ['boolean', plain((value) => typeof value === 'boolean')],
  ['true', plain((value) => value === true)],
  ['false', plain((value) => value === false)],
  ['integer', plain(isInteger)],
  ['float', plain((value) => value instanceof PyFloat)],
  ['number', plain(isNumber)],
  ['string', plain((value) => typeof value === 'string')],
  ['mapping', plain((value) => value instanceof PyObject && value.isMapping())],
  ['sequence', plain(isSequence)],
  ['iterable', plain((value) => tryIterate(value) !== undefined)],
  ['callable', plain(isCallable)],
  ['escaped', plain(() => false)],
  ['odd', plain((value) => remainderIs(value, 2, 1))],
  ['even', plain((value) => remainderIs(value, 2, 0))],
  ['divisibleby', (value, args) => remainderIs(value, operand(args), 0)],
  ['lower', plain((value) => isLower(toText(value)))],
  ['upper', plain((value) => isUpper(toText(value)))],
  ['sameas', (value, args) => same(value, operand(args))],
  ['in', (value, args) => contains(operand(args), value)],
  ['eq', equality],
  ['equalto', equality],
  ['==', equality],
  ['ne', inequality],
  ['!=', inequality],
  ['lt', ordered('<')],
  ['lessthan', ordered('<')],
  ['<', ordered('<')],
  ['le', ordered('<=')],
  ['<=', ordered('<=')],
  ['gt', ordered('>')],
  ['greaterthan', ordered('>')],
  ['>', ordered('>')],
  ['ge', ordered('>=')],
  ['>=', ordered('>=')],
  ['filter', plain((value) => isName(value) && FILTERS.has(value))],
  ['test', plain((value) => isName(value) && TESTS.has(value))],
]);
