import { recordOf, textsIn } from '../../compile/config/read.ts';
import { wholeConfig } from '../../compile/config/whole.ts';
import { renderingOf } from '../../compile/nodes/properties.ts';
import type { Resolved } from '../../compile/resolve.ts';
import { renderYaml } from '../../compile/yaml-render.ts';
import type { Package } from '../../project/index.ts';
import type { Writing } from './node.ts';
import { packagePath, resourcePath } from './paths.ts';
import { dependsOn, referencesOf } from './references.ts';
import type { ManifestNode } from './types.ts';
import { unrenderedConfig } from './unrendered.ts';

/** An exposure of the manifest. */
export function manifestExposure(resolved: Resolved, each: Package, { parsed, createdAt }: Writing): ManifestNode {
  const { draft } = resolved;
  const entry = draft.origin?.entry;
  const yaml = entry === undefined ? {} : recordOf(renderYaml(entry.yaml, renderingOf(parsed.workspace, entry)));
  const config = wholeConfig(draft);
  return {
    name: draft.name,
    resource_type: 'exposure',
    package_name: draft.packageName,
    path: resourcePath(draft.path, each),
    original_file_path: packagePath(draft.path, each),
    unique_id: draft.id,
    fqn: draft.fqn,
    type: yaml.type ?? 'application',
    owner: { email: null, name: null, ...recordOf(yaml.owner) },
    description: draft.description,
    label: yaml.label ?? null,
    maturity: yaml.maturity ?? null,
    meta: recordOf(config.meta),
    tags: textsIn(config, 'tags'),
    config,
    unrendered_config: unrenderedConfig(draft, each, parsed),
    url: yaml.url ?? null,
    depends_on: dependsOn(resolved),
    ...referencesOf(resolved),
    created_at: createdAt,
  };
}
