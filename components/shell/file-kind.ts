import type { IconKind } from '#components/ui/index.ts';
import type { NodeKind } from '#lib/contracts/graph.ts';

/** The picture of a file: its node's kind where it defines one, else what its place and ending say. */
export function iconOf(path: string, kind: NodeKind | undefined): IconKind {
  if (/\.ya?ml$/.test(path)) return 'yml';
  if (kind) return kind;
  if (path.startsWith('macros/')) return 'macro';
  if (path.startsWith('functions/')) return 'udf';
  if (path.startsWith('tests/')) return 'test';
  if (path.endsWith('.csv')) return 'seed';
  if (path.endsWith('.py')) return 'python';
  if (path.startsWith('models/') && path.endsWith('.sql')) return 'model';
  return 'file';
}

/** The language a file is written in, as the status bar names it. */
export function languageName(path: string): string {
  if (path.endsWith('.sql')) return 'SQL with Jinja';
  if (path.endsWith('.py')) return 'Python';
  if (/\.ya?ml$/.test(path)) return 'YAML';
  if (path.endsWith('.md')) return 'Markdown';
  if (path.endsWith('.csv')) return 'CSV';
  return 'Text';
}
