import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, visit } from 'yaml';
import { nodeOf, type Reference, references } from '#components/editor/text/references.ts';
import type { GraphNode, NodeKind, ProjectGraph } from '#lib/contracts/graph.ts';

/** A place in a file that names a node, and what it will say. Offsets are UTF-16 units of the file's text. */
export interface NamedPlace {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Files = Iterable<readonly [path: string, text: string]>;

/** Names that can stand in a `ref` and in YAML as they are. */
const SIMPLE = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u;

/**
 * Every place of the project that names a node, with its new name: `ref` and `function` in SQL, Jinja,
 * Python and YAML (exposures, tests' arguments), the node's own entry in YAML, unit tests of it, its
 * configuration in `dbt_project.yml` and what `selectors.yml` selects by name. None where the new name
 * could not be written there.
 */
export function planRename(files: Files, graph: ProjectGraph, node: GraphNode, to: string): NamedPlace[] {
  if (!SIMPLE.test(to) || to === node.name) return [];
  return [...files].flatMap(([path, text]) => {
    if (!/\.(sql|py|ya?ml)$/.test(path) || !text.includes(node.name)) return [];
    const places = [...named(text, graph, node, path), ...(/\.ya?ml$/.test(path) ? ofYaml(path, text, node) : [])];
    const unique = new Map(places.map((place) => [place.start, place]));
    return [...unique.values()]
      .sort((a, b) => a.start - b.start)
      .map(({ start, end }) => ({ path, start, end, text: to }));
  });
}

/** The node whose name is its file's, which gets another with the file. */
export function nodeNamedBy(graph: ProjectGraph, path: string, text: string): GraphNode | undefined {
  const name = nameOf(path);
  // A snapshot block says its own name.
  if (/\{%-?\s*snapshot\s/.test(text)) return undefined;
  return graph.nodes.find(
    (node) => node.path === path && node.name === name && node.kind !== 'source' && node.testName === undefined,
  );
}

/** dbt's name for what a file defines: the file's name without its ending. */
export const nameOf = (path: string): string => (path.split('/').at(-1) ?? path).replace(/\.[^.]*$/, '');

interface Span {
  readonly start: number;
  readonly end: number;
}

function named(text: string, graph: ProjectGraph, node: GraphNode, path: string): Span[] {
  const means = (what: Reference['what']) => nodeOf(graph, what, path)?.id === node.id;
  return references(text).filter(({ what }) => what.type !== 'this' && means(what));
}

const SECTIONS: Partial<Record<NodeKind, readonly string[]>> = {
  model: ['models'],
  python: ['models'],
  train: ['models'],
  predict: ['models'],
  seed: ['seeds'],
  snapshot: ['snapshots'],
  udf: ['functions'],
  test: ['data_tests', 'tests'],
};

function ofYaml(path: string, text: string, node: GraphNode): Span[] {
  // What can't be read is left as it is: its own problem says where.
  const { contents } = parseDocument(text, { merge: true });
  if (!isMap(contents)) return [];
  const sections = SECTIONS[node.kind] ?? [];
  const spans = contents.items.flatMap((pair): Span[] => {
    const key = keyOf(pair);
    if (sections.includes(key) && isSeq(pair.value)) return entries(pair.value, 'name', node.name, text);
    if (key === 'unit_tests' && sections.includes('models')) return entries(pair.value, 'model', node.name, text);
    if (/(^|\/)dbt_project\.ya?ml$/.test(path) && sections.includes(key)) return configured(pair.value, node, text);
    return [];
  });
  return /(^|\/)selectors\.ya?ml$/.test(path) ? [...spans, ...selected(contents, node.name, text)] : spans;
}

const keyOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');

/** In a list of maps, the value of `key` where it is the name. */
function entries(list: unknown, key: string, name: string, text: string): Span[] {
  if (!isSeq(list)) return [];
  return list.items.flatMap((item) =>
    isMap(item)
      ? item.items.flatMap((pair) =>
          keyOf(pair) === key && isScalar(pair.value) && pair.value.value === name
            ? within(pair.value, name, text)
            : [],
        )
      : [],
  );
}

/** `models: <project>: <folder>: <name>:` of dbt_project.yml: the last key, where the way there is the node's. */
function configured(value: unknown, node: GraphNode, text: string): Span[] {
  const way = node.fqn ?? [];
  let at: unknown = value;
  for (const [index, step] of way.entries()) {
    if (!isMap(at)) return [];
    const pair: Pair | undefined = at.items.find((each) => keyOf(each) === step);
    if (!pair) return [];
    if (index === way.length - 1 && step === node.name && isScalar(pair.key)) return within(pair.key, node.name, text);
    at = pair.value;
  }
  return [];
}

/** `name`, `+name`, `2+name+1`, `@name` wherever a selector is written. */
function selected(contents: Node, name: string, text: string): Span[] {
  const spans: Span[] = [];
  visit(contents, {
    Scalar(_key, scalar) {
      if (typeof scalar.value === 'string' && scalar.value.replace(/^(@|\d*\+)|\+\d*$/g, '') === name) {
        spans.push(...within(scalar, name, text));
      }
    },
  });
  return spans;
}

/** Where the name stands inside a scalar, its quotes left alone. */
function within(scalar: { readonly range?: readonly number[] | null }, name: string, text: string): Span[] {
  const [start, end] = scalar.range ?? [];
  if (start === undefined || end === undefined) return [];
  const at = text.slice(start, end).indexOf(name);
  return at < 0 ? [] : [{ start: start + at, end: start + at + name.length }];
}
