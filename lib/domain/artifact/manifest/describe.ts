import type { DoneSoFar, ParsedProject, ProjectDescription } from '../../compile/index.ts';
import { entryOf } from '../state.ts';
import { makeManifest } from './manifest.ts';
import type { Json, ManifestNode } from './types.ts';

const PARTS = ['exposures', 'functions', 'groups', 'metrics', 'nodes', 'sources', 'semantic_models', 'saved_queries'];

/** A project as templates see it: `graph`, and the nodes of `results`. */
export function describeProject(
  parsed: ParsedProject,
  { texts, written }: DoneSoFar = { texts: new Map(), written: new Set() },
): ProjectDescription {
  const now = new Date();
  const invocation = { id: '', startedAt: now, generatedAt: now, env: {} };
  const manifest = makeManifest(parsed, invocation, { isCompiled: (id) => texts.has(id), texts, written });
  const nodes = Object.fromEntries(
    Object.entries(manifest.nodes).map(([id, node]) => [id, { ...node, ...liveFacts(id, node, parsed) }]),
  );
  const live = { ...manifest, nodes };
  return {
    graph: Object.fromEntries(Object.entries(live).filter(([part]) => PARTS.includes(part))),
    node: (id) => entryOf(live, id),
  };
}

/** What dbt keeps of a node while it runs, and leaves out of the file it writes. */
function liveFacts(id: string, { resource_type: type }: ManifestNode, { nodes }: ParsedProject): Json {
  const canBeDeferred = type === 'model' || type === 'seed' || type === 'snapshot';
  return {
    config_call_dict: nodes.get(id)?.draft.origin?.inline ?? {},
    unrendered_config_call_dict: {},
    ...(canBeDeferred ? { defer_relation: null } : {}),
    ...(type === 'model' ? { batch: null } : {}),
  };
}
