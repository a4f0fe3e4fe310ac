import { typeError } from './errors.ts';
import type { CallArguments, Value } from './values/value.ts';

/** As `bind`, for what takes no argument by name: most methods of Python's own types. */
export function bindPositional(
  callee: string,
  args: CallArguments,
  names: readonly string[],
  required = 0,
): (Value | undefined)[] {
  if (args.named.size > 0) throw typeError(`${callee}() takes no keyword arguments`);
  return bind(callee, args, names, required);
}

/**
 * Binds a native function's arguments to its parameters, as Python would.
 * @param names parameters in order; those after `required` are optional
 * @returns one value a parameter, undefined where it was not given
 */
export function bind(
  callee: string,
  args: CallArguments,
  names: readonly string[],
  required = 0,
): (Value | undefined)[] {
  if (args.positional.length > names.length) {
    throw typeError(`${callee}() takes at most ${names.length} arguments (${args.positional.length} given)`);
  }
  const bound: (Value | undefined)[] = [...args.positional];
  bound.length = names.length;
  for (const [name, value] of args.named) {
    const index = names.indexOf(name);
    if (index === -1)
      throw typeError(`${callee}() got an unexpected keyword argument '${name}'`, parameterList(callee, names));
    if (bound[index] !== undefined) throw typeError(`${callee}() got multiple values for argument '${name}'`);
    bound[index] = value;
  }
  for (let index = 0; index < required; index++) {
    if (bound[index] === undefined) throw typeError(`${callee}() is missing the argument '${names[index]}'`);
  }
  return bound;
}

const parameterList = (callee: string, names: readonly string[]): string =>
  names.length === 0 ? `${callee} takes no arguments.` : `${callee} takes ${names.join(', ')}.`;
