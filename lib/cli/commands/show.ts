import type { CompiledNode } from '#lib/contracts/compilation.ts';
import type { DataSession } from '#lib/contracts/database.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { openSession, preview } from '#lib/db/data/index.ts';
import { floatText } from '#lib/domain/jinja/values/value.ts';
import { commented } from '#lib/domain/run/index.ts';
import type { Arguments } from '../arguments.ts';
import type { Run } from '../commands.ts';
import { type CompiledFolder, compileFolder, tellProblems } from '../compile.ts';
import { deferredFolder } from '../defer.ts';
import { inlineSql } from '../inline.ts';
import { count, out, paint, seconds, tableLines } from '../print.ts';
import { selectedIds } from '../selection.ts';
import { addressOf } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import { withDatabase } from '../with-database.ts';

interface Shown {
  /** Absent for a query of the command line. */
  readonly id?: string;
  readonly name: string;
  readonly sql: string;
  readonly path?: string;
  readonly rawText?: string;
  /** Statements that the query needs before it. */
  readonly before?: string;
}

/** First rows of a node's query, or of a query given with --inline. Builds nothing. */
export const show: Run = async (args) => {
  const read = compileFolder(args);
  const shown = await shownOf(args, read);
  if (shown === undefined) return 1;
  await using session = openSession({ url: addressOf(args, read.url), max: 1, applicationName: 'insitu show' });
  for (const each of shown) {
    const sender = each.id === undefined ? { connection: 'show' } : { node: each.id };
    await showOne(args, commented(session, read.comments, sender), each);
  }
  return 0;
};

/** What a command line names; undefined when its problems are told. */
async function shownOf(args: Arguments, read: CompiledFolder): Promise<readonly Shown[] | undefined> {
  if (args.inlineDirect !== undefined) return [{ name: 'inline_query', sql: args.inlineDirect }];
  if (args.inline === undefined) return await shownNodes(args, read);
  return [{ name: 'inline_query', sql: await inlineSql(args, read, args.inline) }];
}

async function showOne(args: Arguments, session: DataSession, shown: Shown): Promise<void> {
  const place = { path: shown.path ?? '', ...(shown.rawText === undefined ? {} : { rawText: shown.rawText }) };
  const { sql, before = '' } = shown;
  const result = await preview(session, { sql, before, limit: args.limit, most: args.limit, place });
  const names = result.columns.map(({ name }) => name);
  const isInline = args.inline !== undefined || args.inlineDirect !== undefined;
  if (args.json) out(JSON.stringify({ type: 'rows', ...result }));
  else if (args.output === 'json') out(jsonText({ ...(isInline ? {} : { node: shown.name }), show: objects(result) }));
  else {
    for (const line of tableLines(names, result.rows)) out(line);
    const rows = `${count(result.rows.length, 'row')}${result.more ? ', and more' : ''}  (${seconds(result.ms)})`;
    if (!args.quiet) out(paint('dim', rows));
  }
}

type Rows = Awaited<ReturnType<typeof preview>>;

/** Rows as dbt prints them with --output json: numbers and booleans as such, times in ISO 8601. */
const objects = ({ columns, rows }: Rows): Record<string, unknown>[] =>
  rows.map((row) =>
    Object.fromEntries(columns.map(({ name, type }, index) => [name, jsonValue(row[index] ?? null, type)])),
  );

const INTEGER = /^(smallint|integer|bigint|oid|int[248])/;
const FRACTION = /^(real|double precision|numeric|float[48])/;

function jsonValue(text: string | null, type: string): unknown {
  if (text === null) return null;
  if (/^bool/.test(type)) return text === 't' || text === 'true';
  if (INTEGER.test(type)) return NUMBER + text;
  if (FRACTION.test(type) && Number.isFinite(Number(text))) return NUMBER + floatText(Number(text));
  return /^timestamp/.test(type) ? isoText(text) : text;
}

/** `2024-01-31T10:00:00.500000+02:00` of `2024-01-31 10:00:00.5+02`. */
const isoText = (text: string): string =>
  text
    .replace(' ', 'T')
    .replace(/\.(\d+)/, (_, digits: string) => `.${digits.padEnd(6, '0')}`)
    .replace(/([+-]\d\d)$/, '$1:00');

/** Before the text of a number, which JSON would write its own way: 1.0 as 1, the digits of a bigint not all. */
const NUMBER = 'number\u02d1';
const jsonText = (value: unknown): string =>
  JSON.stringify(value, null, 2).replaceAll(new RegExp(`"${NUMBER}([^"]+)"`, 'g'), '$1');

/** Of several nodes dbt shows those that the first word of the selection names: of `+a` this is `a`. */
async function shownNodes(args: Arguments, read: CompiledFolder): Promise<readonly Shown[] | undefined> {
  const chosen = selectedIds(args, read);
  const folder = await deferredFolder(args, read, new Set());
  const { compilation } = folder;
  const nodes = [...compilation.nodes.values()].filter(({ graph }) => chosen.has(graph.id));
  const [word = ''] = args.select[0]?.split(' ') ?? [];
  const named = nodes.filter(({ graph }) => word.includes(graph.name));
  const models = nodes.filter(({ graph }) => graph.kind !== 'test');
  const shown = named.length > 0 ? named : models;
  if (shown.length === 0 || (named.length === 0 && shown.length > 1)) {
    throw new UsageError(
      `insitu show needs one node; the selection has ${shown.length}.`,
      'Name it with --select NAME.',
    );
  }
  const ids = new Set<string>(shown.map(({ graph }) => graph.id));
  const about = compilation.problems.filter(({ nodeId }) => nodeId !== undefined && ids.has(nodeId));
  if (tellProblems(about, args) > 0) return undefined;
  const { nodes: rendered } = await withDatabase(args, folder, shown);
  return rendered.map((node) => ({ id: node.graph.id, name: node.graph.name, ...underHeader(node, queryOf(node)) }));
}

/** dbt's `sql_header`: statements, or what the query itself begins with. */
function underHeader({ config }: CompiledNode, shown: Omit<Shown, 'name'>): Omit<Shown, 'name'> {
  const header = config.sql_header;
  if (typeof header !== 'string' || header.trim() === '') return shown;
  return /;\s*$/.test(header) ? { ...shown, before: header } : { ...shown, sql: `${header}\n${shown.sql}` };
}

/** `seed --show`: the first rows of each seed that was loaded. */
export async function showSeeds(
  args: Arguments,
  { url, comments }: CompiledFolder,
  seeds: readonly CompiledNode[],
): Promise<void> {
  await using session = openSession({ url: addressOf(args, url), max: 1, applicationName: 'insitu seed' });
  for (const seed of seeds) {
    const own = commented(session, comments, { node: seed.graph.id });
    const { columns, rows } = await preview(own, { sql: queryOf(seed).sql, limit: 10 });
    out(paint('bold', seed.graph.name));
    for (const line of tableLines(
      columns.map(({ name }) => name),
      rows,
    ))
      out(line);
  }
}

/** What is built by a query is shown by it; what is not (seeds, Python cells, sources) by its relation. */
function queryOf({ work, graph: { path } }: CompiledNode): Omit<Shown, 'name'> {
  switch (work.type) {
    case 'view':
    case 'table':
      return { sql: work.sql, path, rawText: work.rawSql };
    case 'ephemeral':
    case 'train':
    case 'predict':
    case 'test':
      return { sql: work.sql, path };
    case 'source':
    case 'seed':
    case 'python': {
      const { schema, identifier } = work.relation;
      return { sql: `table "${schema.replaceAll('"', '""')}"."${identifier.replaceAll('"', '""')}"`, path };
    }
    case 'deferred':
    case 'macro':
      if (work.type === 'macro' && work.sql !== undefined) return { sql: work.sql, path, rawText: work.rawSql };
      throw new Error(`${path} is not rendered`);
    case 'invalid':
      throw new ProblemError(work.problem);
    case 'described':
      throw new UsageError('This is described in YAML, and has no rows to show.');
    case 'python_test':
      throw new UsageError('A Python test has no rows to show.', 'Run it: insitu test --select NAME.');
    case 'unit_test':
      throw new UsageError('A unit test has no rows to show.', 'Run it: insitu test --select NAME.');
    case 'udf':
      throw new UsageError('A function has no rows to show.', 'Call it: insitu show --inline "select schema.name(…)".');
  }
}
