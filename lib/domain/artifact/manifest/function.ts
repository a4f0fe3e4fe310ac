import { recordOf } from '../../compile/config/read.ts';
import { renderingOf } from '../../compile/nodes/properties.ts';
import type { Resolved } from '../../compile/resolve.ts';
import { renderYaml } from '../../compile/yaml-render.ts';
import type { Package } from '../../project/index.ts';
import { nodeFacts, type Writing } from './node.ts';
import type { Json, ManifestNode } from './types.ts';

/** A function of the manifest, with its signature. */
export function manifestFunction(resolved: Resolved, each: Package, writing: Writing): ManifestNode {
  const entry = resolved.draft.origin?.entry;
  const yaml =
    entry === undefined ? {} : recordOf(renderYaml(entry.yaml, renderingOf(writing.parsed.workspace, entry)));
  const signature = Array.isArray(yaml.arguments) ? yaml.arguments : [];
  return {
    ...nodeFacts(resolved, each, writing),
    returns: typedValue(yaml.returns),
    arguments: signature.map((each) => ({
      name: recordOf(each).name ?? '',
      ...typedValue(each),
      default_value: recordOf(each).default_value ?? null,
    })),
  };
}

function typedValue(value: unknown): Json {
  const given = recordOf(value);
  return { data_type: String(given.data_type ?? given.type ?? value ?? ''), description: given.description ?? null };
}
