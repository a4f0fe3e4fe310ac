import type { ParsedProject } from '../../compile/index.ts';
import { makeManifest } from './manifest.ts';
import type { Json } from './types.ts';

/** What Jinja's `graph` holds: the manifest's nodes before anything is compiled. */
export function flatGraph(parsed: ParsedProject): Json {
  const now = new Date();
  const { exposures, functions, groups, metrics, nodes, sources, semantic_models, saved_queries } = makeManifest(
    parsed,
    { id: '', startedAt: now, generatedAt: now, env: {} },
    () => false,
  );
  return { exposures, functions, groups, metrics, nodes, sources, semantic_models, saved_queries };
}
