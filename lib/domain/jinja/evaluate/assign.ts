import type { AssignTarget } from '../ast.ts';
import { typeError, valueError } from '../errors.ts';
import { PyNamespace } from '../values/collections.ts';
import { toArray, tryIterate } from '../values/sequence.ts';
import { typeName } from '../values/text.ts';
import type { Value } from '../values/value.ts';
import type { Scope } from './scope.ts';

/** Assigns a value to a target in a scope; a tuple is unpacked as Python does. */
export function assign(target: AssignTarget, value: Value, scope: Scope): void {
  if (target.type === 'name') scope.set(target.name, value);
  else if (target.type === 'member') assignMember(target, value, scope);
  else unpack(target.items, value, scope);
}

function assignMember(target: AssignTarget & { type: 'member' }, value: Value, scope: Scope): void {
  const namespace = scope.get(target.namespace);
  if (!(namespace instanceof PyNamespace)) {
    throw typeError(
      'cannot assign attribute on non-namespace object',
      `Make it one first: {% set ${target.namespace} = namespace(${target.name}=…) %}.`,
    );
  }
  namespace.set(target.name, value);
}

function unpack(targets: readonly AssignTarget[], value: Value, scope: Scope): void {
  if (tryIterate(value) === undefined) throw typeError(`cannot unpack non-iterable ${typeName(value)} object`);
  const items = toArray(value);
  if (items.length < targets.length) {
    throw valueError(`not enough values to unpack (expected ${targets.length}, got ${items.length})`);
  }
  if (items.length > targets.length) throw valueError(`too many values to unpack (expected ${targets.length})`);
  for (const [index, target] of targets.entries()) assign(target, items[index] ?? null, scope);
}
