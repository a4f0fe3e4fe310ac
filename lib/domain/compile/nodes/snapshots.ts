import type { Problem } from '../../../contracts/problem.ts';
import type { Statement, Template } from '../../jinja/ast.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { parseTemplate } from '../../jinja/parser.ts';
import { SourceText } from '../../jinja/source.ts';
import { child, type Package, type PropertyEntry, type ResourceFile, scalarText } from '../../project/index.ts';
import { configLayers } from '../config/layers.ts';
import { textOf } from '../config/read.ts';
import { callsOf } from '../context/parse-names.ts';
import { BARE, type Config, type Draft, type FullRelation } from '../draft.ts';
import type { EntryIndex } from '../entries.ts';
import type { Workspace } from '../workspace.ts';
import { named } from './named.ts';
import { parseTemplateNode, templateOf } from './parse-node.ts';
import { NO_PROPERTIES, readNodeProperties, renderingOf } from './properties.ts';

/** One snapshot, whichever way it is written. */
interface SnapshotText {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly folders: readonly string[];
  readonly text: string;
  readonly template: Template | JinjaError;
  readonly entry: PropertyEntry | undefined;
}

/** The snapshots of a file: its `{% snapshot name %}` blocks. What stands outside of them is nothing, as in dbt. */
export function draftSnapshotFile(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  entries: EntryIndex,
): Draft[] {
  const folders = [...file.folders, file.name];
  return blocksOf(workspace, file).map((block) =>
    draftSnapshot(workspace, each, {
      ...block,
      path: file.path,
      folders,
      entry: entries.find('snapshots', block.name),
    }),
  );
}

/** Whether a snapshot is written in YAML alone: its entry names the relation. */
export const isYamlSnapshot = ({ yaml }: PropertyEntry): boolean => child(yaml, 'relation') !== undefined;

/** A snapshot that its YAML entry defines: all rows of `relation`. */
export function draftYamlSnapshot(workspace: Workspace, each: Package, entry: PropertyEntry): Draft {
  const relation = child(entry.yaml, 'relation');
  const written = (scalarText(relation) ?? '').trim();
  const before = 'select * from {{ ';
  const text = `${before}${written} }}`;
  const { line, column } = entry.file.position(relation?.at ?? entry.yaml.at);
  // The offset of the relation inside the text is that of `before`.
  const base = { line, column: column - before.length };
  const template = isRelation(written)
    ? attempt(() => parseTemplate(text, entry.path, { base }))
    : notARelation(entry, new SourceText(text, entry.path, base), before.length);
  const folders = entry.path.slice(each.prefix.length).split('/').slice(1, -1);
  return draftSnapshot(workspace, each, {
    name: entry.name,
    path: entry.path,
    line: entry.line,
    folders,
    text,
    template,
    entry,
  });
}

const isRelation = (text: string): boolean => /^(ref|source)\s*\([^{}]*\)$/.test(text);

const notARelation = (entry: PropertyEntry, source: SourceText, offset: number): JinjaError =>
  new JinjaError('value', `The relation of the snapshot "${entry.name}" is not a ref or a source.`, {
    code: 'snapshot.relation',
    source,
    offset,
    remedy: "Write it without braces:  relation: ref('name')  or  relation: source('schema', 'table').",
  });

function attempt(parse: () => Template): Template | JinjaError {
  try {
    return parse();
  } catch (error) {
    if (error instanceof JinjaError) return error;
    throw error;
  }
}

type Block = Pick<SnapshotText, 'name' | 'line' | 'text' | 'template'>;
type SnapshotStatement = Extract<Statement, { type: 'snapshot' }>;

const opening = /\{#[\s\S]*?#\}|\{%[-+]?\s*snapshot\s+(\w+)\s*[-+]?%\}/g;
const closing = /\{%[-+]?\s*endsnapshot\s*[-+]?(?:%\})?\s*$/;

function blocksOf(workspace: Workspace, file: ResourceFile): Block[] {
  const whole = templateOf(workspace, file);
  if (whole instanceof JinjaError) return brokenBlocks(file, whole);
  return whole.body
    .filter((statement): statement is SnapshotStatement => statement.type === 'snapshot')
    .map(({ name, at, end, body }) => {
      const from = file.text.indexOf('%}', at) + 2;
      const text = file.text.slice(from, end).replace(closing, '');
      return {
        name,
        line: whole.source.position(at).line,
        text,
        template: { source: whole.source, body, hasTags: true, unknown: whole.unknown },
      };
    });
}

/** A file that can't be parsed: what it would hold is there, and can't be built. */
const brokenBlocks = (file: ResourceFile, error: JinjaError): Block[] =>
  [...file.text.matchAll(opening)].flatMap(({ 1: name, index }) =>
    name === undefined ? [] : [{ name, line: file.text.slice(0, index).split('\n').length, text: '', template: error }],
  );

function draftSnapshot(workspace: Workspace, each: Package, written: SnapshotText): Draft {
  const { name, path, line, entry, text } = written;
  const properties =
    entry === undefined ? NO_PROPERTIES : readNodeProperties(entry.yaml, renderingOf(workspace, entry));
  const fqn = [each.name, ...written.folders, name];
  const facts = {
    id: `snapshot.${each.name}.${name}`,
    name,
    resourceType: 'snapshot' as const,
    packageName: each.name,
    path,
    fqn,
    version: undefined,
    description: properties.description,
    text,
    columns: properties.columns,
  };
  const layers = configLayers(workspace, each, 'snapshots', fqn, {
    defaults: { materialized: 'snapshot' },
    entry: properties.config,
  });
  const parsed = parseTemplateNode(workspace, each, written.template, facts, layers);
  const { relation, problems } = named(workspace, each, facts, parsed.config);
  return {
    ...BARE,
    ...facts,
    kind: 'snapshot',
    line,
    folder: path.split('/').slice(0, -1).join('/'),
    language: 'sql',
    template: parsed.template,
    config: parsed.config,
    relation: relation === undefined ? undefined : targeted(relation, parsed.config),
    ...callsOf(parsed.captured),
    origin: { entry, inline: parsed.inline, macros: parsed.macros },
    problems: [...parsed.problems, ...problems],
  };
}

/** The configs snapshots had before 1.9 name their schema and database outright, whatever the naming macros say. */
const targeted = (relation: FullRelation, config: Config): FullRelation => ({
  ...relation,
  database: textOf(config, 'target_database') || relation.database,
  schema: textOf(config, 'target_schema') || relation.schema,
});

/** A file of snapshots without one. */
export const withoutBlock = (file: ResourceFile): Problem => ({
  code: 'snapshot.no_block',
  severity: 'warning',
  message: 'There is no snapshot in this file: nothing is built from it.',
  path: file.path,
  line: 1,
  column: 1,
  remedy: `Put the query between {% snapshot ${file.name} %} and {% endsnapshot %}.`,
});
