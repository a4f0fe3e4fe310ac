import type { GraphNode } from '../../contracts/graph.ts';
import { matches } from './wildcard.ts';

/** Whether a node is chosen by a method's value. */
export type Method = (node: GraphNode, value: string) => boolean;

const resourceType = (node: GraphNode): string => node.id.split('.', 1)[0] ?? '';
const packageName = (node: GraphNode): string => node.id.split('.')[1] ?? '';

/** `[package, ...folders, name]`; from the path when the graph does not carry it. */
const fqnOf = (node: GraphNode): readonly string[] =>
  node.fqn ?? [packageName(node), ...node.folder.split('/').slice(1), node.name];

/** A name, or a dotted path that a node's fqn begins with, with or without the package. */
function byFqn(node: GraphNode, value: string): boolean {
  if (node.kind === 'source' || node.kind === 'exposure') return false;
  const fqn = fqnOf(node);
  const last = fqn.at(-1) ?? node.name;
  if (matches(last, value) || (/^v\d/.test(last) && matches(fqn.at(-2) ?? '', value))) return true;
  const steps = value.split('.');
  return startsWith(fqn, steps) || startsWith(fqn.slice(1), steps);
}

function startsWith(fqn: readonly string[], steps: readonly string[]): boolean {
  const flat = fqn.flatMap((step) => step.split('.'));
  if (flat.length < steps.length) return false;
  return steps.every((step, index) => matches(flat[index] ?? '', step));
}

function byPath(node: GraphNode, value: string): boolean {
  const wanted = value.replace(/^\.\//, '').replace(/\/+$/, '');
  if (/[*?[]/.test(wanted)) return matches(node.path, wanted) || matches(node.folder, wanted);
  return node.path === wanted || node.path.startsWith(`${wanted}/`);
}

function byFile(node: GraphNode, value: string): boolean {
  const file = node.path.split('/').at(-1) ?? node.path;
  return matches(file, value) || matches(file.replace(/\.[^.]+$/, ''), value);
}

/** `source`, `source.table` or `package.source.table`. */
function bySource(node: GraphNode, value: string): boolean {
  if (node.kind !== 'source') return false;
  const [, pkg = '', source = '', ...table] = node.id.split('.');
  const steps = value.split('.');
  const own = [pkg, source, table.join('.')];
  if (steps.length === 3) return steps.every((step, index) => matches(own[index] ?? '', step));
  if (steps.length === 2) return matches(source, steps[0] ?? '') && matches(own[2] ?? '', steps[1] ?? '');
  return matches(source, value);
}

/** `config.key:value`, with dots into mappings; a list fits when one of its items does. */
function byConfig(path: string): Method {
  const steps = path.split('.');
  return (node, value) => {
    const config: unknown = { ...node.config, materialized: node.materialized, tags: node.tags };
    const found = steps.reduce<unknown>((inner, step) => inside(inner, step), config);
    const fits = (each: unknown): boolean =>
      String(each).toLowerCase() === value.toLowerCase() || matches(String(each), value);
    if (Array.isArray(found)) return found.some(fits);
    if (typeof found === 'object' && found !== null) return Object.hasOwn(found, value);
    return found !== undefined && fits(found);
  };
}

const inside = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;

const isGenericTest = (node: GraphNode): boolean => node.kind === 'test' && node.line !== undefined;

function byTestType(node: GraphNode, value: string): boolean {
  if (node.kind !== 'test') return false;
  if (value === 'data') return true;
  return (
    value === (isGenericTest(node) ? 'generic' : 'singular') || value === (isGenericTest(node) ? 'schema' : 'data')
  );
}

function byTestName(node: GraphNode, value: string): boolean {
  if (node.kind !== 'test') return false;
  return matches(node.name, value) || matches(node.name, `${value}_*`) || matches(node.name, `source_${value}_*`);
}

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['fqn', byFqn],
  ['path', byPath],
  ['file', byFile],
  ['tag', (node, value) => node.tags.some((tag) => matches(tag, value))],
  ['source', bySource],
  ['exposure', (node, value) => node.kind === 'exposure' && matches(node.name, value)],
  ['package', (node, value) => matches(packageName(node), value)],
  [
    'resource_type',
    (node, value) => matches(resourceType(node), value) || value === 'all' || matches(node.kind, value),
  ],
  ['test_type', byTestType],
  ['test_name', byTestName],
  ['group', byConfig('group')],
  ['access', byConfig('access')],
]);

/** The method of a name; undefined when there is none. */
export const methodOf = (name: string): Method | undefined =>
  name.startsWith('config.') ? byConfig(name.slice('config.'.length)) : METHODS.get(name);

export const METHOD_NAMES: readonly string[] = [...METHODS.keys(), 'config.<key>'];

/** The method meant when none is written: a path, a file, or a name. */
export function impliedMethod(value: string): string {
  if (value.includes('/')) return 'path';
  return /\.(sql|py|csv|yml|yaml)$/.test(value) ? 'file' : 'fqn';
}
