import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { entryOf, type Json, makeManifest } from '#lib/domain/artifact/index.ts';
import { recordOf } from '#lib/domain/compile/config/read.ts';
import { passingNode } from '#lib/domain/compile/index.ts';
import type { Arguments } from '../arguments.ts';
import { newInvocation, writeManifestFiles } from '../artifacts.ts';
import type { Run } from '../commands.ts';
import { type CompiledFolder, compileFolder, ofParsing, tellProblems } from '../compile.ts';
import { out } from '../print.ts';
import { selectedIds } from '../selection.ts';
import { UsageError } from '../usage-error.ts';

const OUTPUTS = ['selector', 'name', 'path', 'json'];
/** What dbt prints of a node without --output-keys. */
const KEYS = [
  'alias',
  'name',
  'source_name',
  'depends_on',
  'unique_id',
  'config',
  'tags',
  'resource_type',
  'original_file_path',
  'package_name',
];

/** Lists the selected nodes, each on a line that --select understands. */
export const listNodes: Run = (args) => {
  const output = args.output ?? (args.json ? 'json' : 'selector');
  if (!OUTPUTS.includes(output)) throw new UsageError(`--output is one of ${OUTPUTS.join(', ')}, not “${output}”.`);
  const folder = compileFolder(args);
  const errors = ofParsing(folder.compilation.problems).filter(({ severity }) => severity === 'error');
  const nodes = listed(args, folder).toSorted((a, b) => (a.graph.id < b.graph.id ? -1 : 1));
  const manifest = makeManifest(folder.parsed, newInvocation(), { isCompiled: () => false });
  for (const node of nodes) out(lineOf(node, output, args, entryOf(manifest, node.graph.id) ?? {}));
  writeManifestFiles(args, folder, manifest);
  tellProblems(errors, args);
  return errors.length > 0 ? 1 : 0;
};

type Listed = Pick<CompiledNode, 'graph' | 'fqn'>;

/** The selected nodes; as in dbt analyses only where their resource type is asked for. */
function listed(args: Arguments, folder: CompiledFolder): Listed[] {
  const chosen = selectedIds(args, folder);
  const nodes = [...folder.compilation.nodes.values()].filter(({ graph }) => graph.enabled);
  const isAsked = args.resourceTypes.some((type) => type === 'analysis' || type === 'all');
  const analyses = folder.parsed.analyses.map(({ resolved }) => ({
    graph: passingNode(resolved),
    fqn: resolved.draft.fqn,
  }));
  return [...nodes, ...(isAsked ? analyses : [])].filter(({ graph }) => chosen.has(graph.id));
}

function lineOf(node: Listed, output: string, args: Arguments, entry: Json): string {
  if (output === 'path') return String(entry.original_file_path ?? node.graph.path);
  if (output === 'name') return nameOf(node, entry);
  if (output === 'selector') return selectorOf(node);
  const keys = args.outputKeys.length > 0 ? args.outputKeys : KEYS;
  return JSON.stringify(Object.fromEntries(keys.flatMap((key) => told(entry, key))));
}

/** A key with its value; `config.meta.owner` is looked up step by step, and of nothing there nothing is told. */
function told(entry: Json, key: string): [string, unknown][] {
  if (!key.includes('.')) return key in entry ? [[key, entry[key]]] : [];
  const value = key.split('.').reduce<unknown>((inner, step) => recordOf(inner)[step], entry);
  return value === undefined || value === null ? [] : [[key, value]];
}

const nameOf = ({ graph }: Listed, entry: Json): string =>
  graph.version === undefined
    ? String(entry.source_name === undefined ? graph.name : graph.name)
    : `${graph.name}.v${graph.version}`;

/** What names the node in a selection: its fqn, or its kind and name where that has a method of its own. */
function selectorOf({ graph, fqn }: Listed): string {
  const [type = '', packageName = '', ...name] = graph.id.split('.');
  // Of a unit test the name alone: its id has its model before it.
  if (type === 'unit_test') return `unit_test:${packageName}.${name.at(-1)}`;
  const own = ['exposure', 'metric', 'semantic_model', 'saved_query', 'source'];
  return own.includes(type) ? `${type}:${packageName}.${name.join('.')}` : fqn.join('.');
}
