import type { GraphNode } from '#lib/contracts/graph.ts';
import { packageName, resourceType } from './facts.ts';
import type { Criterion } from './selection.ts';
import { isPattern, matches, matchesPath } from './wildcard.ts';

/** `[package, ...folders, name]`; from the path when the graph does not carry it. */
const fqnOf = (node: GraphNode): readonly string[] =>
  node.fqn ?? [packageName(node), ...node.folder.split('/').slice(1), node.name];

/** A name, or a dotted path that a node's fqn begins with, with or without the package. */
export function byFqn(node: GraphNode, { value }: Criterion): boolean {
  if (resourceType(node) === 'source') return false;
  const fqn = fqnOf(node);
  const isVersioned = node.version !== undefined;
  return fitsFqn(fqn, value, isVersioned) || fitsFqn(fqn.slice(1), value, isVersioned);
}

/** dbt's rule: the last step alone, or steps from the first on, where a wildcard takes all that follows. */
function fitsFqn(fqn: readonly string[], value: string, isVersioned: boolean): boolean {
  const leaf = fqn.at(isVersioned ? -2 : -1) ?? '';
  const steps = value.split('.');
  if (leaf === value || (isVersioned && fqn.slice(-2).join('_') === steps.slice(-2).join('_'))) return true;
  const flat = fqn.flatMap((step) => step.split('.'));
  if (flat.length < steps.length) return false;
  const wildcard = steps.findIndex(isPattern);
  const plain = wildcard < 0 ? steps : steps.slice(0, wildcard);
  if (!plain.every((step, index) => flat[index] === step)) return false;
  if (wildcard < 0) return true;
  if (matches(flat.slice(wildcard).join('.'), steps.slice(wildcard).join('.'))) return true;
  return steps.length === 1 && matches(leaf, value);
}

/** A file or folder, or a glob of them; a node's YAML file counts as its own. */
export function byPath(node: GraphNode, { value }: Criterion): boolean {
  const wanted = value.replace(/^\.\//, '').replace(/\/+$/, '');
  const parts = ownPath(node).split('/');
  const places = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  const own = [node.path, ...places, ...(node.patchPath === undefined ? [] : [node.patchPath])];
  return own.some((place) => matchesPath(place, wanted)) || node.path.startsWith(`${wanted}/`);
}

/** The path inside the node's package, as dbt keeps it. */
const ownPath = ({ path }: GraphNode): string => path.replace(/^(dbt_packages|dbt_modules)\/[^/]+\//, '');

export function byFile(node: GraphNode, { value }: Criterion): boolean {
  const file = node.path.split('/').at(-1) ?? node.path;
  return matches(file, value) || matches(file.replace(/\.[^.]+$/, ''), value);
}
