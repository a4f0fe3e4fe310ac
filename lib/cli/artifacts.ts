import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import {
  compiledCode,
  entryOf,
  type Invocation,
  type Json,
  type Manifest,
  type ManifestNode,
  makeManifest,
  makeSemanticManifest,
  targetPath,
  unitTestPlace,
  writtenIn,
} from '#lib/domain/artifact/index.ts';
import type {
  CompiledText,
  Invocation as ContextInvocation,
  MainStatement,
  ParsedProject,
} from '#lib/domain/compile/index.ts';
import type { Arguments } from './arguments.ts';
import type { CompiledFolder } from './compile.ts';
import { jsonParts } from './json-parts.ts';
import { targetFolder } from './target-folder.ts';

const startedAt = new Date(Date.now() - performance.now());
const id = randomUUID();
const CUSTOM = 'DBT_ENV_CUSTOM_ENV_';

/** This process as the artefacts name it. */
export const newInvocation = (): Invocation => ({
  id,
  startedAt,
  generatedAt: new Date(),
  env: Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value = '']) =>
      name.startsWith(CUSTOM) ? [[name.slice(CUSTOM.length), value]] : [],
    ),
  ),
});

/** Writes one artefact, unless --no-write-json. */
export function writeArtifact(args: Arguments, { folder }: CompiledFolder, name: string, artifact: object): void {
  if (!args.writeJson) return;
  const path = join(targetFolder(args, folder), name);
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  try {
    for (const part of jsonParts(artifact)) writeFileSync(file, part);
  } finally {
    closeSync(file);
  }
}

/** What is compiled with these: themselves, and the ephemeral models that are written into those that can be. */
function withEphemerals(parsed: ParsedProject, ids: ReadonlySet<string>, texts: Kept['texts']): ReadonlySet<string> {
  const { nodes, analyses } = parsed;
  const queries = new Map(analyses.map(({ resolved }) => [resolved.draft.id, resolved]));
  const compiled = new Set(ids);
  // A set gives also what is added while it is gone through.
  for (const id of compiled) {
    if (compiledCode(id, { parsed, texts }) === undefined) continue;
    for (const above of (nodes.get(id) ?? queries.get(id))?.dependsOn ?? [])
      if (nodes.get(above)?.draft.config.materialized === 'ephemeral') compiled.add(above);
  }
  return compiled;
}

/** What a run or a rendering gave that is written to files. */
interface Kept {
  readonly texts: ReadonlyMap<string, CompiledText>;
  readonly statements: readonly MainStatement[];
  /** Compiled texts of batches. */
  readonly batches: readonly MainStatement[];
}

/** Writes `manifest.json`, with what the command compiled in it, and that as files. @returns the manifest */
export function writeManifest(
  args: Arguments,
  folder: CompiledFolder,
  compiled: ReadonlySet<string>,
  { texts = new Map(), statements = [], batches = [] }: Partial<Kept> = {},
): Manifest {
  const all = withEphemerals(folder.parsed, compiled, texts);
  const manifest = makeManifest(folder.parsed, newInvocation(), {
    isCompiled: (each) => all.has(each),
    texts,
    written: writtenIn(statements),
  });
  writeManifestFiles(args, folder, manifest);
  if (!args.writeJson) return manifest;
  for (const node of [manifest.nodes, manifest.functions].flatMap((part) => Object.values(part)))
    writeCompiled(args, folder, node);
  for (const { unique_id: nodeId } of Object.values(manifest.unit_tests)) {
    const sql = texts.get(nodeId)?.code;
    if (sql !== undefined) writePart(args, folder, manifest, 'compiled', { nodeId, sql });
  }
  for (const batch of batches) writePart(args, folder, manifest, 'compiled', batch);
  for (const statement of statements) writePart(args, folder, manifest, 'run', statement);
  return manifest;
}

/** `manifest.json`, and `semantic_manifest.json` beside it. */
export function writeManifestFiles(args: Arguments, folder: CompiledFolder, manifest: Manifest): void {
  writeArtifact(args, folder, 'manifest.json', manifest);
  writeArtifact(args, folder, 'semantic_manifest.json', makeSemanticManifest(manifest));
}

/** A node's SQL below `target/compiled`, where editors and people look for it. */
function writeCompiled(args: Arguments, folder: CompiledFolder, node: ManifestNode): void {
  const { compiled_path: place, compiled_code: code } = node;
  if (typeof place !== 'string' || typeof code !== 'string' || code === '') return;
  writeText(args, folder, targetPath(node, 'compiled'), code);
}

/** What the manifest does not hold: the statement that built a node, the text of a batch or of a unit test. */
function writePart(
  args: Arguments,
  folder: CompiledFolder,
  manifest: Manifest,
  below: 'compiled' | 'run',
  { nodeId, sql, batch }: MainStatement,
): void {
  const unitTest = manifest.unit_tests[nodeId];
  const node = unitTest === undefined ? entryOf(manifest, nodeId) : unitTestPlace(unitTest);
  if (node !== undefined) writeText(args, folder, targetPath(node, below, batch), sql);
}

/** @param place below the target folder: `compiled/…` */
function writeText(args: Arguments, { folder }: CompiledFolder, place: string, text: string): void {
  const root = targetFolder(args, folder);
  const path = resolve(root, place);
  if (relative(root, path).startsWith('..')) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** dbt's names of commands that are two words here. */
const WHICH: Readonly<Record<string, string>> = { docs: 'generate', source: 'freshness', ls: 'list' };

/** This process as macros see it: `invocation_id`, `run_started_at`, `flags`, `invocation_args_dict`. */
export function contextInvocation(args: Arguments, command = args.command): ContextInvocation {
  const which = WHICH[command] ?? command;
  const known = { ...invocationArgs(args, which), threads: args.threads ?? null, quiet: args.quiet };
  const flags = Object.fromEntries(Object.entries(known).map(([name, value]) => [name.toUpperCase(), value]));
  return { id, startedAt: startedAt.toISOString(), command: which, flags, args: known };
}

/** A variable that has a secret's name keeps its value to itself. */
const withoutSecrets = (vars: Json): Json =>
  Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [name, name.startsWith('DBT_ENV_SECRET') ? '*****' : value]),
  );

/** What a command was called with, as `run_results.json` keeps it. */
export const invocationArgs = (args: Arguments, which: string): Json => ({
  which,
  ...(which === 'run-operation' ? { macro: args.words[0] ?? '', args: args.macroArguments } : {}),
  select: args.select,
  exclude: args.exclude,
  selector: args.selector ?? null,
  indirect_selection: args.indirect,
  resource_types: args.resourceTypes,
  exclude_resource_types: args.excludeResourceTypes,
  vars: withoutSecrets(args.vars),
  target: args.target ?? null,
  full_refresh: args.fullRefresh,
  fail_fast: args.failFast,
  store_failures: args.storeFailures,
  warn_error: args.warnError,
  state: args.state ?? null,
  defer: args.defer,
  favor_state: args.favorState,
  empty: args.empty,
  project_dir: resolve(args.projectDir),
  invocation_command: ['insitu', which, ...args.words].join(' '),
});
