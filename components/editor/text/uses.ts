import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import { nodeOf, type Reference, referenceAt, references } from './references.ts';

type Files = Iterable<readonly [path: string, text: string]>;

/** A place that names a node or a macro: offsets in the file's text. */
export interface Use {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Everywhere the thing at an offset is named: the node or macro that is named there, else the node that
 * the file defines.
 */
export function usesAt(text: string, offset: number, path: string, graph: ProjectGraph, files: Files): Use[] {
  const named = referenceAt(text, offset);
  const isMacro = named?.what.type === 'macro' && definesMacro(files, named.what.name);
  if (named?.what.type === 'macro' && isMacro) return usesOfMacro(named.what.name, files);
  const node =
    (named && nodeOf(graph, named.what, path)) ??
    graph.nodes.find((each) => each.path === path && each.kind !== 'test');
  return node ? usesOfNode(node, graph, files) : [];
}

/** Every `ref`, `source` or `function` that means `node`. */
export function usesOfNode(node: GraphNode, graph: ProjectGraph, files: Files): Use[] {
  const named = (what: Reference['what'], path: string) => nodeOf(graph, what, path)?.id === node.id;
  return [...files].flatMap(([path, text]) =>
    /\.(sql|py)$/.test(path)
      ? references(text).flatMap(({ start, end, what }) => (named(what, path) ? [{ path, start, end }] : []))
      : [],
  );
}

function definesMacro(files: Files, name: string): boolean {
  return [...files].some(([path, text]) => path.endsWith('.sql') && macroHead(name).test(text));
}

const macroHead = (name: string): RegExp => new RegExp(`\\{%-?\\s*macro\\s+${name}\\s*\\(`);

function usesOfMacro(name: string, files: Files): Use[] {
  const call = new RegExp(`(?<![.\\w'"])${name}(?=\\s*\\()`, 'g');
  return [...files].flatMap(([path, text]) =>
    path.endsWith('.sql')
      ? [...text.matchAll(call)]
          .filter(({ index }) => !/macro\s+$/.test(text.slice(Math.max(0, index - 20), index)))
          .map(({ index }) => ({ path, start: index, end: index + name.length }))
      : [],
  );
}
