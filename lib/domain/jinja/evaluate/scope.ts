import { orElse, type Value } from '../values/value.ts';

/** The names a template starts with: globals and the caller's context. */
export interface Root {
  get(name: string): Value | undefined;
  names(): Iterable<string>;
}

/** Names of a block. Looking up goes outwards; setting stays inside, as Jinja scopes. */
export class Scope {
  private variables: Map<string, Value> | undefined;
  private readonly parent: Scope | undefined;
  readonly root: Root;

  constructor(root: Root, parent?: Scope) {
    this.root = root;
    this.parent = parent;
  }

  inner(): Scope {
    return new Scope(this.root, this);
  }

  get(name: string): Value | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      const value = scope.variables?.get(name);
      if (value !== undefined) return value;
    }
    return this.root.get(name);
  }

  set(name: string, value: Value): void {
    this.variables ??= new Map();
    this.variables.set(name, value);
  }

  /** Every name that `get` finds, for "did you mean". */
  *names(): Generator<string> {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (scope.variables !== undefined) yield* scope.variables.keys();
    }
    yield* this.root.names();
  }

  /** Names set in this scope itself: what a module exports. */
  own(): ReadonlyMap<string, Value> {
    return this.variables ?? new Map();
  }
}

/** A root of a map, with another behind it. */
export function rootOf(values: ReadonlyMap<string, Value>, behind?: Root): Root {
  return {
    get: (name) => orElse(values.get(name), behind?.get(name)),
    *names() {
      yield* values.keys();
      if (behind !== undefined) yield* behind.names();
    },
  };
}
