import { type Cte, cteText } from '../../compile/ephemeral.ts';
import type { ParsedProject } from '../../compile/index.ts';
import type { Resolved } from '../../compile/resolve.ts';
import type { Writing } from './node.ts';
import type { Json } from './types.ts';

/** What compilation gave a node; nothing for one that was only parsed. */
export function compiledFacts(
  resolved: Resolved,
  path: string | null,
  { parsed, texts }: Pick<Writing, 'parsed' | 'texts'>,
): Json {
  const { draft } = resolved;
  const rendered = texts.get(draft.id);
  const code = compiledCode(draft.id, { parsed, texts });
  if (code === undefined) return { compiled_path: null };
  const ctes = rendered?.ctes ?? ctesOf(resolved, parsed);
  return {
    compiled_path: path,
    compiled: true,
    compiled_code: code,
    extra_ctes_injected: ctes.every(({ sql }) => sql !== undefined),
    extra_ctes: ctes.map((cte) => ({ id: cte.id, sql: cte.sql === undefined ? null : cteText(cte, cte.sql) })),
  };
}

/** The text of a node, as far as it is known; what can't be compiled has none. */
export const compiledCode = (id: string, { parsed, texts }: Pick<Writing, 'parsed' | 'texts'>): string | undefined =>
  texts.get(id)?.code ?? codeOf(id, parsed);

/** Macros that compiling called, beside those that parsing saw: what stands where `execute` is true. */
export function compiledMacros(id: string, { parsed, texts }: Pick<Writing, 'parsed' | 'texts'>): readonly string[] {
  const { works, analyses } = parsed;
  const known = works.get(id) ?? analyses.find(({ resolved }) => resolved.draft.id === id);
  return texts.get(id)?.macros ?? known?.called ?? [];
}

function codeOf(id: string, { works, analyses }: ParsedProject): string | undefined {
  const work = works.get(id)?.work;
  if (work === undefined) return analyses.find(({ resolved }) => resolved.draft.id === id)?.sql;
  return 'sql' in work ? work.sql : 'source' in work ? work.source : undefined;
}

/** The CTEs of the ephemeral models a node reads. */
function ctesOf({ dependsOn }: Resolved, { works }: ParsedProject): readonly Cte[] {
  const ctes = new Map(dependsOn.flatMap((id) => works.get(id)?.ctes ?? []).map((cte) => [cte.id, cte]));
  return [...ctes.values()];
}
