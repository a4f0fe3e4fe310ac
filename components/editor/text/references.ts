import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import type { Relation } from './scope.ts';

/** A place in a text that names a node, offsets of the name alone. */
export interface Reference {
  readonly start: number;
  readonly end: number;
  readonly what:
    | Relation
    | { readonly type: 'function'; readonly name: string }
    | { readonly type: 'macro'; readonly name: string };
}

const CALLS = /\b(ref|source|function)\s*\(\s*(['"])([^'"\n]*)\2(?:\s*,\s*(['"])([^'"\n]*)\4)?/g;
const MACRO = /(?<![.\w'"])([A-Za-z_]\w*)\s*\(/g;

/** Every `ref`, `source` and `function` with literal names, in SQL with Jinja and in Python cells. */
export function references(text: string): Reference[] {
  return [...text.matchAll(CALLS)].flatMap((match): Reference[] => {
    const [whole, call, , first = '', , second] = match;
    const start = match.index + whole.indexOf(first, (call ?? '').length + 1);
    const end = match.index + whole.length - 1;
    if (call === 'source') {
      return second === undefined ? [] : [{ start, end, what: { type: 'source', source: first, table: second } }];
    }
    const name = second ?? first;
    const at = second === undefined ? start : end - second.length;
    return [{ start: at, end, what: call === 'ref' ? { type: 'ref', name } : { type: 'function', name } }];
  });
}

/** What is named at an offset: a call's literal, or a macro's name. */
export function referenceAt(text: string, offset: number): Reference | undefined {
  const named = references(text).find(({ start, end }) => offset >= start && offset <= end);
  if (named) return named;
  for (const match of text.matchAll(MACRO)) {
    const name = match[1] ?? '';
    const end = match.index + name.length;
    if (offset >= match.index && offset <= end) return { start: match.index, end, what: { type: 'macro', name } };
  }
  return undefined;
}

/** The node that a reference means; undefined for a macro or a name nobody has. */
export function nodeOf(graph: ProjectGraph, what: Reference['what'], self?: string): GraphNode | undefined {
  switch (what.type) {
    case 'ref':
      return graph.nodes.find(
        ({ name, kind }) => name === what.name && kind !== 'test' && kind !== 'source' && kind !== 'udf',
      );
    case 'source':
      // dbt's id of a source ends with its source and table: `source.<project>.<source>.<table>`.
      return graph.nodes.find(({ id, kind }) => kind === 'source' && id.endsWith(`.${what.source}.${what.table}`));
    case 'function':
      return graph.nodes.find(({ name, kind }) => kind === 'udf' && name === what.name);
    case 'this':
      return graph.nodes.find(({ path, kind }) => path === self && kind !== 'test');
    case 'table':
    case 'macro':
      return undefined;
  }
}

/** Where a macro is defined: the first file that says `macro name(`. */
export function macroPlace(
  files: Iterable<readonly [path: string, text: string]>,
  name: string,
): { readonly path: string; readonly line: number } | undefined {
  const pattern = new RegExp(`\\{%-?\\s*macro\\s+${name}\\s*\\(`);
  for (const [path, text] of files) {
    const at = path.endsWith('.sql') ? text.search(pattern) : -1;
    if (at >= 0) return { path, line: text.slice(0, at).split('\n').length };
  }
  return undefined;
}

/** Names of all macros that the project's files define. */
export function macroNames(files: Iterable<readonly [path: string, text: string]>): string[] {
  const names = new Set<string>();
  for (const [path, text] of files) {
    if (!path.endsWith('.sql')) continue;
    for (const match of text.matchAll(/\{%-?\s*macro\s+([A-Za-z_]\w*)\s*\(/g)) if (match[1]) names.add(match[1]);
  }
  return [...names].sort();
}
