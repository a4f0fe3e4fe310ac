import { bind } from './arguments.ts';
import { typeError } from './errors.ts';
import type { Test } from './evaluate/interpreter.ts';
import { FILTERS } from './filters/index.ts';
import { compare, equal, numeric } from './values/compare.ts';
import { arithmetic } from './values/number.ts';
import { contains, tryIterate, tryLength } from './values/sequence.ts';
import { toText, typeName } from './values/text.ts';
import { PyFloat, PyObject, Undefined, type Value } from './values/value.ts';

const operand = (args: Parameters<Test>[1]): Value => {
  const [other] = bind('test', args, ['other'], 1);
  return other ?? null;
};

function remainder(value: Value, divisor: Value): number {
  const result = arithmetic('%', value, divisor);
  if (result === undefined) {
    throw typeError(`unsupported operand type(s) for %: '${typeName(value)}' and '${typeName(divisor)}'`);
  }
  return Number(numeric(result) ?? 0);
}

const ordered =
  (holds: (order: number) => boolean): Test =>
  (value, args) =>
    holds(compare(value, operand(args)));

const isNumber = (value: Value): boolean => numeric(value) !== undefined;
const isInteger = (value: Value): boolean => typeof value === 'number' || typeof value === 'bigint';
const isCallable = (value: Value): boolean => value instanceof PyObject && value.call !== undefined;
const isSequence = (value: Value): boolean =>
  tryLength(value) !== undefined && !(value instanceof PyObject && value.typeName === 'set');
const same = (value: Value, other: Value): boolean =>
  value === other || (value instanceof PyFloat && equal(value, other) && other instanceof PyFloat);

const equality: Test = (value, args) => equal(value, operand(args));
const inequality: Test = (value, args) => !equal(value, operand(args));

/** Every test of Jinja 3. `filter` and `test` ask for names of the standard environment. */
export const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['defined', (value) => !(value instanceof Undefined)],
  ['undefined', (value) => value instanceof Undefined],
  ['none', (value) => value === null],
  ['boolean', (value) => typeof value === 'boolean'],
  ['true', (value) => value === true],
  ['false', (value) => value === false],
  ['integer', isInteger],
  ['float', (value) => value instanceof PyFloat],
  ['number', isNumber],
  ['string', (value) => typeof value === 'string'],
  ['mapping', (value) => value instanceof PyObject && value.isMapping()],
  ['sequence', isSequence],
  ['iterable', (value) => tryIterate(value) !== undefined],
  ['callable', isCallable],
  ['escaped', () => false],
  ['odd', (value) => remainder(value, 2) === 1],
  ['even', (value) => remainder(value, 2) === 0],
  ['divisibleby', (value, args) => remainder(value, operand(args)) === 0],
  ['lower', (value) => toText(value) === toText(value).toLowerCase() && toText(value) !== toText(value).toUpperCase()],
  ['upper', (value) => toText(value) === toText(value).toUpperCase() && toText(value) !== toText(value).toLowerCase()],
  ['sameas', (value, args) => same(value, operand(args))],
  ['in', (value, args) => contains(operand(args), value)],
  ['eq', equality],
  ['equalto', equality],
  ['==', equality],
  ['ne', inequality],
  ['!=', inequality],
  ['lt', ordered((order) => order < 0)],
  ['lessthan', ordered((order) => order < 0)],
  ['<', ordered((order) => order < 0)],
  ['le', ordered((order) => order <= 0)],
  ['<=', ordered((order) => order <= 0)],
  ['gt', ordered((order) => order > 0)],
  ['greaterthan', ordered((order) => order > 0)],
  ['>', ordered((order) => order > 0)],
  ['ge', ordered((order) => order >= 0)],
  ['>=', ordered((order) => order >= 0)],
  ['filter', (value) => FILTERS.has(toText(value))],
  ['test', (value) => TESTS.has(toText(value))],
]);
