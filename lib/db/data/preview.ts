import type { DataConnection, DataSession, SqlPlace, SqlResult } from '#lib/contracts/database.ts';
import { SqlError } from '#lib/contracts/database.ts';
import { readOnly } from './read-only.ts';

export interface PreviewOptions {
  /** One SELECT (or VALUES, TABLE, WITH … SELECT) as the person sees it compiled. */
  readonly sql: string;
  readonly limit?: number;
  /** Most rows at once, whatever the limit. */
  readonly most?: number;
  /** Statements that the query needs, run before it in its transaction. */
  readonly before?: string;
  readonly offset?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Where the text comes from, for errors; absent is the text itself without a file. */
  readonly place?: Omit<SqlPlace, 'text'>;
}

export interface PreviewRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Whether there are rows after these. */
  readonly more: boolean;
  readonly ms: number;
}

/** Most that a preview shows at once: what leaves for a browser is limited. */
const previewLimit = 500;
/** Wider cells are cut: a preview is for looking, 500 rows of 1 MB each would stop a browser. */
const cellChars = 10_000;
const defaultTimeoutMs = 60_000;

/**
 * First rows of a query, as the session's role, in a transaction that can't write. The text runs
 * as the query of a cursor, sent by the extended protocol: PostgreSQL itself refuses a second
 * statement, a COMMIT and a data-changing WITH. Throws SqlError.
 */
export function preview(session: DataSession, options: PreviewOptions): Promise<PreviewRows> {
  const started = performance.now();
  const { timeoutMs = defaultTimeoutMs, signal } = options;
  return readOnly(session, { timeoutMs, signal }, async (connection) => ({
    ...(await readCursor(connection, options)),
    ms: performance.now() - started,
  }));
}

async function readCursor(
  connection: DataConnection,
  { sql, limit = previewLimit, most = previewLimit, before = '', offset = 0, place }: PreviewOptions,
) {
  const rows = Math.max(1, Math.min(limit, most));
  const text = sql.trim();
  if (text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim() === '') throw nothing(place?.path);
  if (before !== '') await connection.script(before);
  await declare(connection, `DECLARE insitu_preview NO SCROLL CURSOR FOR\n${sql}`, { path: '', ...place, text: sql });
  if (offset > 0) await connection.script(`MOVE FORWARD ${Math.round(offset)} FROM insitu_preview`);
  const result = await connection.query(
    `FETCH FORWARD ${Number.isFinite(rows) ? rows + 1 : 'ALL'} FROM insitu_preview`,
    [],
    {
      path: '',
      ...place,
      text: sql,
    },
  );
  return {
    columns: await columnTypes(connection, result.columns),
    rows: result.rows.slice(0, rows).map((row) => row.map(cut)),
    more: result.rows.length > rows,
  };
}

/** Most rows that a question may give while a preview is rendered. */
const answerLimit = 100_000;

/**
 * All rows of a query that a template asks while it is rendered for a preview, in the transaction that
 * can't write and that is open already. As a cursor's, the text can't end it. Throws SqlError.
 */
export async function readAnswer(connection: DataConnection, sql: string, place: SqlPlace): Promise<SqlResult> {
  await declare(connection, `DECLARE insitu_answer NO SCROLL CURSOR FOR\n${sql}`, place, sql);
  const result = await connection.query(`FETCH FORWARD ${answerLimit + 1} FROM insitu_answer`);
  await connection.script('CLOSE insitu_answer');
  if (result.rows.length > answerLimit) throw tooMany(place.path);
  return result;
}

const tooMany = (path: string): SqlError =>
  new SqlError(
    {
      code: 'preview.answer',
      message: `A question of this template has more than ${answerLimit} rows for its answer.`,
      remedy: 'Run it, then look at the rows of its relation.',
      path,
    },
    { sqlState: '54000' },
  );

/** A text that is no query ("insert …", "create …") is a syntax error inside DECLARE; say what is meant. */
async function declare(connection: DataConnection, sql: string, place: SqlPlace, text = place.text): Promise<void> {
  try {
    await connection.query(sql, [], place);
  } catch (error) {
    throw error instanceof SqlError && isRefusal(error, text) ? notAQuery(error, place.path) : error;
  }
}

const isRefusal = ({ sqlState, message }: SqlError, text: string): boolean =>
  (sqlState === '0A000' && message.includes('data-modifying')) ||
  (sqlState === '42601' && !/^[\s(]*(--[^\n]*\n|\/\*[\s\S]*?\*\/|\s|\()*(select|with|values|table)\b/i.test(text));

const notAQuery = (cause: SqlError, path: string): SqlError =>
  new SqlError(
    {
      code: 'sql.read_only',
      message: 'A preview runs one SELECT and changes nothing.',
      remedy: 'Put changes into a model, seed or function and run it.',
      ...(path ? { path } : {}),
    },
    { sqlState: cause.sqlState },
    { cause },
  );

const nothing = (path: string | undefined): SqlError =>
  new SqlError(
    { code: 'sql.empty', message: 'There is no query here.', remedy: 'Write a SELECT.', ...(path ? { path } : {}) },
    { sqlState: '42601' },
  );

const cut = (cell: string | null): string | null =>
  cell !== null && cell.length > cellChars ? `${cell.slice(0, cellChars)}…` : cell;

/** Types as people write them: `numeric(10,2)`, not an oid. */
async function columnTypes(connection: DataConnection, columns: SqlResult['columns']) {
  const ids = columns.map(({ typeId }) => typeId).join(',');
  const modifiers = columns.map(({ typeModifier }) => typeModifier).join(',');
  const { rows } = await connection.query(
    'select format_type(t, m) from unnest($1::oid[], $2::int[]) with ordinality as x(t, m, n) order by n',
    [`{${ids}}`, `{${modifiers}}`],
  );
  return columns.map(({ name }, index) => ({ name, type: rows[index]?.[0] ?? '' }));
}
