import type { Package, PropertyEntry, ResourceFile } from '../../project/index.ts';
import { BARE, type Config, type ResourceType } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { NO_PROPERTIES, readNodeProperties, renderingOf } from './properties.ts';

/** What names a node where that is not its file alone. */
interface Naming {
  readonly name?: string;
  readonly version?: string | undefined;
  /** Between the package and the file's folders. */
  readonly below?: readonly string[];
}

/**
 * What is known of the node of a file before its configs are merged and its text is read: `facts`, of which its
 * relation is named and its text rendered; `bare`, the draft so far; and the config of its entry.
 */
export function fileNode<Type extends ResourceType>(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  entry: PropertyEntry | undefined,
  resourceType: Type,
  { name = file.name, version, below = [] }: Naming = {},
) {
  const properties =
    entry === undefined ? NO_PROPERTIES : readNodeProperties(entry.yaml, renderingOf(workspace, entry));
  const facts = {
    id: `${resourceType}.${each.name}.${name}${version === undefined ? '' : `.v${version}`}`,
    name,
    resourceType,
    packageName: each.name,
    path: file.path,
    fqn: [each.name, ...below, ...file.folders, name, ...(version === undefined ? [] : [`v${version}`])],
    version,
    description: properties.description,
    text: file.text,
    columns: COLUMNLESS.has(resourceType) ? [] : properties.columns,
  };
  const bare = { ...BARE, ...facts, line: undefined, folder: file.path.split('/').slice(0, -1).join('/') };
  const config: Config = properties.config;
  return { facts, bare, config };
}

/** What dbt reads no columns of, whatever an entry says. */
const COLUMNLESS: ReadonlySet<ResourceType> = new Set(['test', 'function']);
