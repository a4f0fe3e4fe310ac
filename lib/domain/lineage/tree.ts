/** PostgreSQL's parse tree as libpg-query prints it: objects with one key that names their type. */
export type Tree = Readonly<Record<string, unknown>>;

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The tree under a key, `{}` where there is none. */
export function at(tree: Tree, key: string): Tree {
  const value = tree[key];
  return isTree(value) ? value : {};
}

/** The trees of a list under a key. */
export function list(tree: Tree, key: string): readonly Tree[] {
  const value = tree[key];
  return Array.isArray(value) ? value.filter(isTree) : [];
}

/** The text under a key; undefined where there is none. */
export function word(tree: Tree, key: string): string | undefined {
  const value = tree[key];
  return typeof value === 'string' ? value : undefined;
}

/** `[{String: {sval: 'a'}}]` → `['a']`; what is no string (a star) is `undefined`. */
export const names = (trees: readonly Tree[]): readonly (string | undefined)[] =>
  trees.map((tree) => word(at(tree, 'String'), 'sval'));
