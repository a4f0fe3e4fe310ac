import { describedColumns } from '../../compile/columns.ts';
import { textsIn } from '../../compile/config/read.ts';
import { wholeConfig } from '../../compile/config/whole.ts';
import { relationOf } from '../../compile/context/compile-names.ts';
import { rawCode } from '../../compile/context/node-facts.ts';
import { docBlocks } from '../../compile/docs.ts';
import type { Draft } from '../../compile/draft.ts';
import type { CompiledText } from '../../compile/ephemeral.ts';
import type { ParsedProject } from '../../compile/index.ts';
import type { Lookup } from '../../compile/lookup.ts';
import type { Quoting } from '../../compile/quoting.ts';
import type { Resolved } from '../../compile/resolve.ts';
import { child, type Package, scalarText } from '../../project/index.ts';
import { checksumOf, isYamlSnapshot } from './checksum.ts';
import { compiledFacts, compiledMacros } from './compiled.ts';
import { packagePath, patchPath, resourcePath, toldPath } from './paths.ts';
import { dependsOn, functionsOf, referencesOf } from './references.ts';
import type { Json, ManifestNode, Placed } from './types.ts';
import { entryLayer, layersAround, unrenderedConfig } from './unrendered.ts';

/** What every entry of a manifest is written with. */
export interface Writing {
  readonly parsed: ParsedProject;
  /** Finds what names mean in the project. */
  readonly lookup: Lookup;
  /** Seconds since 1970. */
  readonly createdAt: number;
  /** What was rendered with a database, by unique id. */
  readonly texts: ReadonlyMap<string, CompiledText>;
  /** Those whose main statement is kept, by unique id. */
  readonly written: ReadonlySet<string>;
  /** Whether the command compiled a node. */
  isCompiled(id: string): boolean;
}

/** What all nodes share: dbt's parsed resource, and its compiled one for all but seeds. */
export function nodeFacts(resolved: Resolved, each: Package, writing: Writing): ManifestNode {
  const { draft } = resolved;
  const { parsed } = writing;
  const config = wholeConfig(draft);
  const originalPath = packagePath(draft.path, each);
  const placed: Placed = {
    name: draft.name,
    package_name: draft.packageName,
    path: ownPath(draft, each),
    original_file_path: originalPath,
  };
  return {
    database: draft.relation?.database ?? parsed.workspace.options.target.database,
    schema: draft.relation?.schema ?? parsed.workspace.options.target.schema,
    ...placed,
    resource_type: draft.resourceType,
    unique_id: draft.id,
    fqn: draft.fqn,
    alias: draft.relation?.identifier ?? draft.name,
    checksum: checksumOf(draft, originalPath, each),
    config,
    tags: tagsOf(draft, each, parsed),
    description: draft.description,
    columns: hasColumns(draft) ? describedColumns(draft.origin?.entry?.yaml, draft, each, parsed.workspace) : {},
    meta: config.meta ?? {},
    group: config.group ?? null,
    docs: config.docs ?? { show: true, node_color: null },
    patch_path: draft.genericTest === undefined ? patchPath(draft, parsed.workspace.project) : null,
    build_path: writing.written.has(draft.id) ? toldPath(parsed, placed, 'run') : null,
    unrendered_config: unrenderedConfig(draft, each, parsed),
    created_at: writing.createdAt,
    relation_name: relationName(draft, config, parsed.workspace.project.root.config.quoting),
    raw_code: rawCode(draft),
    doc_blocks: hasColumns(draft) ? docBlocks(scalarText(descriptionOf(draft)), each, parsed.workspace) : [],
    ...(draft.resourceType === 'seed' ? {} : sqlFacts(resolved, placed, writing)),
  };
}

/** dbt reads the YAML entry of a node after its text, so the entry's tags come last. */
function tagsOf(draft: Draft, each: Package, parsed: ParsedProject): string[] {
  if (draft.genericTest !== undefined) {
    // Those of a generic test and of its column are sorted before the project's follow.
    const own = [...textsIn(draft.origin?.inline ?? {}, 'tags'), ...(draft.tags ?? [])].sort();
    return [...new Set([...own, ...textsIn(draft.config, 'tags')])];
  }
  const tags = [...new Set([...textsIn(draft.config, 'tags'), ...(draft.tags ?? [])])];
  if (tags.length < 2) return tags;
  const late = new Set(textsIn(entryLayer(draft, parsed.workspace), 'tags'));
  const { before, inline, after } = layersAround(draft, each, parsed.workspace);
  for (const layer of [...before, inline, ...after]) for (const tag of textsIn(layer, 'tags')) late.delete(tag);
  return [...tags.filter((tag) => !late.has(tag)), ...tags.filter((tag) => late.has(tag))];
}

const hasColumns = (draft: Draft): boolean => draft.genericTest === undefined;

const descriptionOf = ({ origin }: Draft) => child(origin?.entry?.yaml, 'description');

/** The relation a node has in the database; an ephemeral model has none, and a test only for its failures. */
function relationName(draft: Draft, config: Json, quoting: Quoting): string | null {
  if (draft.relation === undefined || draft.config.materialized === 'ephemeral') return null;
  // What calls a function names it by function(): of its own dbt keeps no name.
  if (draft.resourceType === 'analysis' || draft.resourceType === 'function') return null;
  if (draft.resourceType === 'test' && config.store_failures !== true) return null;
  return relationOf(draft, quoting).text();
}

/** Where a node is written, below the folder of its kind; what YAML alone defines has a file of its own there. */
function ownPath(draft: Draft, each: Package): string {
  if (draft.genericTest !== undefined) return `${draft.genericTest.file}.sql`;
  const path = resourcePath(draft.path, each);
  return isYamlSnapshot(draft) ? `${path}/${draft.name}.sql` : path;
}

function sqlFacts(resolved: Resolved, placed: Placed, writing: Writing): Json {
  const { draft } = resolved;
  // dbt writes no file for a snapshot.
  const place = draft.resourceType === 'snapshot' ? null : toldPath(writing.parsed, placed, 'compiled');
  return {
    language: draft.language === 'python' ? 'python' : 'sql',
    ...referencesOf(resolved),
    functions: functionsOf(resolved),
    ...(writing.isCompiled(draft.id)
      ? {
          depends_on: dependsOn(resolved, compiledMacros(draft.id, writing)),
          ...compiledFacts(resolved, place, writing),
        }
      : { depends_on: dependsOn(resolved), compiled_path: null }),
    contract: { enforced: false, alias_types: true, ...Object(draft.config.contract), checksum: null },
  };
}
