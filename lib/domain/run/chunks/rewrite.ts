import { type Node, parse, type SelectStmt } from 'libpg-query';
import type { RelationName } from '#lib/contracts/graph.ts';
import { quoteName, quoteRelation } from '../quote.ts';
import { callsOf, type FoundCall } from './calls.ts';
import { isSeparable, sourceNames } from './sources.ts';
import { type Span, Spans } from './spans.ts';

/** A fenced function that the runtime also made over arrays. */
export interface ArrayUdf {
  readonly relation: RelationName;
  readonly overArrays: RelationName;
}

interface Rewritten {
  readonly sql: string;
  /** Names of the functions that are called by the chunk. */
  readonly functions: readonly string[];
}

/**
 * Rows a call. The child's answer is a matter of microseconds a row from some hundred rows on;
 * values of other than fixed width are found in an array by walking it, so that more rows cost more.
 */
export const chunkRows = 1_000;

/**
 * Rewrites calls of Python functions in select lists so that each gets its arguments a thousand
 * rows at a time: the rows of FROM and WHERE are numbered, the first of each chunk calls
 * `name__batch` over the chunk's arguments, and every row takes its own element. As many calls
 * as before, each with its row's arguments. What does not fit is left as it stands.
 * Measured with ten processes on two cores: 1,000,000 calls in 8.3 s instead of 89.6 s.
 */
export async function callInChunks(sql: string, udfs: readonly ArrayUdf[]): Promise<Rewritten | undefined> {
  if (udfs.length === 0) return undefined;
  const select = await parsed(sql);
  if (!select) return undefined;
  const spans = new Spans(sql);
  const find = (name: readonly string[]) =>
    udfs.find(({ relation }) => name.at(-1) === relation.identifier && name.at(-2) === relation.schema);
  const edits: Edit[] = [];
  const functions = new Set<string>();
  for (const level of levels(select)) {
    const calls = isSeparable(level) ? callsOf(level, find) : [];
    const done = calls.length > 0 ? await editLevel(sql, spans, level, calls) : [];
    edits.push(...done);
    if (done.length > 0) for (const { udf } of calls) functions.add(udf.relation.identifier);
  }
  return edits.length === 0 ? undefined : { sql: applied(sql, edits), functions: [...functions] };
}

async function parsed(sql: string): Promise<SelectStmt | undefined> {
  const result = await parse(sql).catch(() => undefined);
  const statement = result?.stmts?.length === 1 ? result.stmts[0]?.stmt : undefined;
  return statement && 'SelectStmt' in statement ? statement.SelectStmt : undefined;
}

/** The statement and its CTEs: what is evaluated once, from the first row to the last. A limit would stop its CTEs early. */
function levels(select: SelectStmt): SelectStmt[] {
  const stops = select.withClause?.recursive || select.limitCount || select.limitOffset;
  const ctes = stops ? [] : (select.withClause?.ctes ?? []);
  const below = ctes.flatMap((node) => {
    const query = 'CommonTableExpr' in node ? node.CommonTableExpr.ctequery : undefined;
    return query && 'SelectStmt' in query ? levels(query.SelectStmt) : [];
  });
  return [...below, select];
}

interface Edit extends Span {
  readonly text: string;
}

async function editLevel(
  sql: string,
  spans: Spans,
  level: SelectStmt,
  found: readonly FoundCall<ArrayUdf>[],
): Promise<Edit[]> {
  const names = sourceNames(level.fromClause ?? []);
  const rows = spans.rows(firstLocation(level));
  const calls = found.map(({ call, udf, unnamed }) => ({ ...spans.call(call.location ?? 0), udf, unnamed, call }));
  if (!names || !rows) return [];
  const rowsText = sql.slice(rows.start, rows.end);
  if (!(await isRowsOf(level, rowsText))) return [];
  const edits: Edit[] = [];
  const columns: CallColumns[] = [];
  for (const { start, end, args, udf, unnamed, call } of calls) {
    if (start === undefined || end === undefined || args?.length !== call.args?.length || !args) return [];
    columns.push({ args, udf });
    const label = unnamed ? ` as ${quoteName(udf.relation.identifier)}` : '';
    edits.push({ start, end, text: `insitu_q.insitu_v${columns.length}${label}` });
  }
  return [...edits, { ...rows, text: chunkedRows(rowsText, names, columns) }];
}

function firstLocation({ targetList }: SelectStmt): number {
  const first = targetList?.[0];
  return first && 'ResTarget' in first ? (first.ResTarget.location ?? 0) : 0;
}

/** Whether the text is the level's FROM and WHERE and no more: PostgreSQL's parser reads the same from it. */
async function isRowsOf(level: SelectStmt, text: string): Promise<boolean> {
  const again = await parsed(`select ${text}`);
  if (!again) return false;
  const { fromClause, whereClause, targetList: _, limitOption: __, op: ___, ...more } = again;
  return (
    Object.keys(more).length === 0 && shape([fromClause, whereClause]) === shape([level.fromClause, level.whereClause])
  );
}

const shape = (nodes: (Node | Node[] | undefined)[]): string =>
  JSON.stringify(nodes, (key, value: unknown) => (key === 'location' ? undefined : value));

interface CallColumns {
  readonly args: readonly string[];
  readonly udf: ArrayUdf;
}

/**
 * A FROM clause with the same names and columns, and `insitu_q` with the calls' values beside them.
 * Each source goes through as its whole row; where a column has its source's name PostgreSQL takes
 * the column instead and refuses what follows.
 */
function chunkedRows(rows: string, names: readonly string[], calls: readonly CallColumns[]): string {
  const over = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n + 1}`);
  const kept = over('insitu_r', names.length);
  const values = calls.map(
    (_, n) =>
      `(pg_catalog.array_agg(insitu_b${n + 1}) filter (where insitu_b${n + 1} is not null) over insitu_c)[1][insitu_p] as insitu_v${n + 1}`,
  );
  const results = calls.map(({ args, udf }, n) => {
    const lists = args.map((_, at) => `pg_catalog.array_agg(insitu_x${n + 1}_${at + 1}) over insitu_k`).join(', ');
    return `case when pg_catalog.row_number() over insitu_k = 1 then ${quoteRelation(udf.overArrays)}(${lists}) end as insitu_b${n + 1}`;
  });
  const read = [
    ...names.map((name, n) => `${quoteName(name)} as insitu_r${n + 1}`),
    ...calls.flatMap(({ args }, n) => args.map((text, at) => `(${text.trim()}\n) as insitu_x${n + 1}_${at + 1}`)),
    `(pg_catalog.row_number() over () - 1) / ${chunkRows} as insitu_chunk`,
  ];
  const said = [...new Set(calls.map(({ udf }) => udf.relation.identifier.replaceAll('*/', '')))].join(', ');
  return [
    `from /* insitu: ${said} in chunks of ${chunkRows} rows */ (select ${[...kept, ...values].join(', ')}`,
    `from (select ${[...kept, 'insitu_chunk', 'pg_catalog.row_number() over insitu_k as insitu_p', ...results].join(', ')}`,
    `from (select ${read.join(', ')}`,
    rows,
    ') insitu_l window insitu_k as (partition by insitu_chunk)) insitu_m window insitu_c as (partition by insitu_chunk)) insitu_q',
    ...names.map((name, n) => `, lateral (select (insitu_q.insitu_r${n + 1}).*) as ${quoteName(name)}`),
    '',
  ].join('\n');
}

const applied = (sql: string, edits: readonly Edit[]): string =>
  edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: replacement }) => text.slice(0, start) + replacement + text.slice(end), sql);
