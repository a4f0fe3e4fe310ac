import { DatabaseError } from 'pg';
import { z } from 'zod';
import { type RuntimeErrorDetail, SqlError, type SqlPlace } from '#lib/contracts/database.ts';
import { locate } from '#lib/contracts/position.ts';

/** Code and remedy of the SQLSTATEs a person meets; others get `sql.<state>` and PostgreSQL's own hint. */
const catalogue: Readonly<Record<string, { code: string; remedy?: string }>> = {
  '22012': { code: 'sql.division_by_zero', remedy: 'Guard the divisor, for example with nullif(x, 0).' },
  '22P02': { code: 'sql.bad_value' },
  '25006': {
    code: 'sql.read_only',
    remedy: 'A preview only reads: put changes into a model, seed or function and run it.',
  },
  '28000': { code: 'database.sign_in', remedy: 'Check the role and the password of the database address.' },
  '28P01': { code: 'database.sign_in', remedy: 'Check the role and the password of the database address.' },
  '3D000': { code: 'database.missing', remedy: 'Create the database, or mend the name in the address.' },
  '3F000': { code: 'sql.schema_missing', remedy: 'Create the schema, or mend its name.' },
  // An exception that an unfenced plpython3u function let through.
  '38000': { code: 'python.exception' },
  '40P01': { code: 'sql.deadlock', remedy: 'Run it again.' },
  '42501': { code: 'sql.permission', remedy: 'Ask an owner of the project or the database for the right.' },
  '42601': { code: 'sql.syntax' },
  '42P16': { code: 'sql.bad_definition' },
  '42701': { code: 'sql.duplicate_column', remedy: 'Give each column of the SELECT a name of its own with AS.' },
  '42702': { code: 'sql.ambiguous_column', remedy: 'Put the table’s name or alias before the column.' },
  '42703': { code: 'sql.column_missing' },
  '42804': { code: 'sql.type_mismatch' },
  '42883': { code: 'sql.function_missing', remedy: 'Check the name and the types of the arguments, or add a cast.' },
  '42P01': {
    code: 'sql.relation_missing',
    remedy: 'Name relations with ref() or source(), and build what they point to first.',
  },
  '42P07': { code: 'sql.name_taken' },
  '53100': { code: 'database.disk_full', remedy: 'Free space on the database server; what was there is kept.' },
  '53200': { code: 'database.out_of_memory', remedy: 'Lower work_mem or the size of the step.' },
  '53300': { code: 'database.busy', remedy: 'Wait a moment and try again.' },
  '54000': { code: 'sql.too_large' },
  '54001': { code: 'sql.too_deep', remedy: 'Nest less: split the query into models.' },
  '54011': { code: 'sql.too_many_columns', remedy: 'A table holds at most 1,600 columns: split the model.' },
  '55P03': {
    code: 'sql.locked',
    remedy: 'Someone is still reading or changing it: wait, or cancel them, then run again.',
  },
  '57014': { code: 'sql.timeout', remedy: 'Select fewer rows, or run it as a model.' },
  '57P01': { code: 'database.restarted', remedy: 'Run it again: nothing half-done was kept.' },
  '57P02': { code: 'database.restarted', remedy: 'Run it again: nothing half-done was kept.' },
  '57P03': { code: 'database.starting', remedy: 'The database is starting: try again in a few seconds.' },
  // Of the runtime, when its DETAIL did not come through.
  IN001: { code: 'spec.invalid' },
  IN002: { code: 'python.exception' },
  IN003: { code: 'train.refused' },
  IN004: { code: 'isolation.unavailable' },
  IN005: { code: 'python.limit' },
  IN006: { code: 'type.invalid' },
};

interface Context {
  readonly sql?: string;
  readonly place?: SqlPlace;
  readonly aborted?: boolean;
}

/** Turns whatever the driver threw into a SqlError with a Problem a person can act on. */
export function toSqlError(error: unknown, context: Context = {}): SqlError {
  if (error instanceof SqlError) return error;
  if (context.aborted) return cancelled(error);
  if (error instanceof DatabaseError) return fromServer(error, context);
  return unreachable(error);
}

/** What a step ends with when its signal was aborted. */
export function cancelled(cause?: unknown): SqlError {
  return new SqlError({ code: 'run.cancelled', message: 'Cancelled.' }, { sqlState: '57014' }, { cause });
}

/** PostgreSQL's texts can't hold the character NUL. */
export function nulCharacter(sql: string, place: SqlPlace | undefined): SqlError {
  const at = place && locate(sql, Array.from(sql.slice(0, sql.indexOf('\0'))).length + 1, place);
  return new SqlError(
    {
      code: 'sql.nul_character',
      message: 'The text holds a NUL character.',
      remedy: 'Delete it; it may come from a file in UTF-16.',
      ...(place ? { path: place.path } : {}),
      ...(place?.nodeId ? { nodeId: place.nodeId } : {}),
      ...at,
    },
    { sqlState: '22021' },
  );
}

function unreachable(cause: unknown): SqlError {
  const message = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new SqlError(
    {
      code: 'database.unreachable',
      message: `The database can’t be reached: ${message}`,
      remedy: 'Check that it runs and that its address is right, then try again.',
    },
    { sqlState: '08006' },
    { cause },
  );
}

function fromServer(error: DatabaseError, { sql, place }: Context): SqlError {
  const sqlState = error.code ?? 'XX000';
  const runtime = sqlState.startsWith('IN') ? runtimeDetail(error.detail) : undefined;
  const known = runtime?.code ? { code: runtime.code } : (catalogue[sqlState] ?? { code: `sql.${sqlState}` });
  const remedy = runtime?.remedy ?? error.hint ?? ('remedy' in known ? known.remedy : undefined);
  return new SqlError(
    {
      code: twoStatements(error) ? 'sql.two_statements' : known.code,
      message: messageOf(error, runtime),
      remedy: twoStatements(error) ? 'Keep one SELECT in a file: split the rest into models of their own.' : remedy,
      ...where(error, sql, place, runtime),
    },
    { sqlState, detail: error.detail, context: error.where, runtime },
    { cause: error },
  );
}

const twoStatements = (error: DatabaseError): boolean =>
  error.code === '42601' && error.message.includes('multiple commands');

/** DETAIL belongs to the sentence for data errors ("Key (id)=(3) already exists"), not for the runtime's JSON. */
function messageOf(error: DatabaseError, runtime: RuntimeErrorDetail | undefined): string {
  const message = withoutClasses(runtime?.message ?? error.message);
  return runtime || !error.detail ? message : `${message}: ${error.detail}`;
}

/** PL/Python puts its exception's class before the message of an error that passed through it, once each time. */
const withoutClasses = (message: string): string => message.replace(/^(?:(?:spiexceptions|plpy)\.\w+: )+/, '');

function where(
  error: DatabaseError,
  sql: string | undefined,
  place: SqlPlace | undefined,
  runtime?: RuntimeErrorDetail,
) {
  const path = runtime?.path ?? place?.path;
  const base = { ...(path ? { path } : {}), ...(place?.nodeId ? { nodeId: place.nodeId } : {}) };
  if (runtime?.line) return { ...base, line: runtime.line, ...(runtime.column ? { column: runtime.column } : {}) };
  const at =
    place && (position(sql, error.position, place) ?? position(error.internalQuery, error.internalPosition, place));
  return at ? { ...base, ...at } : base;
}

const position = (sql: string | undefined, at: string | undefined, place: SqlPlace) =>
  sql && at ? locate(sql, Number(at), place) : undefined;

function runtimeDetail(detail: string | undefined): RuntimeErrorDetail | undefined {
  try {
    return runtimeSchema.parse(JSON.parse(detail ?? ''));
  } catch {
    return undefined;
  }
}

const text = z.string().optional().catch(undefined);
/** `column` is a column of the text, or the name of a data column: only the first is a place. */
const placeNumber = z.number().int().positive().optional().catch(undefined);
const runtimeSchema = z.object({
  insitu: z.literal(1),
  code: text,
  message: text,
  path: text,
  line: placeNumber,
  column: placeNumber,
  remedy: text,
  frames: z.unknown().optional(),
  counts: z.unknown().optional(),
});
