import { scopeOf } from '../editor/text/scope.ts';

export interface OutlineItem {
  readonly name: string;
  readonly what: string;
  readonly line: number;
  readonly depth: number;
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** What a file is made of: CTEs and macros of SQL, functions and classes of Python, names of YAML. */
export function outlineOf(path: string, text: string): OutlineItem[] {
  if (path.endsWith('.sql')) return sqlOutline(text);
  if (path.endsWith('.py')) {
    return [...text.matchAll(/^([ \t]*)(?:async )?(def|class)\s+(\w+)/gm)].map((match) => ({
      name: match[3] ?? '',
      what: match[2] === 'class' ? 'class' : 'function',
      line: lineAt(text, match.index),
      depth: Math.min(Math.floor((match[1] ?? '').length / 4), 4),
    }));
  }
  if (/\.ya?ml$/.test(path)) {
    return [...text.matchAll(/^([ ]*)-\s+name:\s*(.+)$/gm)].map((match) => ({
      name: (match[2] ?? '').trim(),
      what: 'name',
      line: lineAt(text, match.index),
      depth: Math.min(Math.floor((match[1] ?? '').length / 4), 4),
    }));
  }
  return [];
}

function sqlOutline(text: string): OutlineItem[] {
  const macros = [...text.matchAll(/\{%-?\s*(macro|test)\s+(\w+)\s*\(/g)].map((match) => ({
    name: match[2] ?? '',
    what: match[1] ?? 'macro',
    line: lineAt(text, match.index),
    depth: 0,
  }));
  const ctes = scopeOf(text).ctes.map(({ name, start }) => ({
    name,
    what: 'CTE',
    line: lineAt(text, start),
    depth: 0,
  }));
  return [...macros, ...ctes].sort((a, b) => a.line - b.line);
}
