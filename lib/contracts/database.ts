import { type Problem, ProblemError } from './problem.ts';

/**
 * The port through which the engine speaks to a data database. `lib/db/data` implements it with
 * pg; `lib/domain/run` only knows these types.
 */

/** A value as PostgreSQL prints it, so int8 and numeric stay exact; null is NULL. */
export type SqlText = string | null;

export interface SqlResult {
  readonly columns: readonly { readonly name: string; readonly typeId: number; readonly typeModifier: number }[];
  readonly rows: readonly (readonly SqlText[])[];
  /** Rows of the command tag: those returned, inserted or selected into a table. */
  readonly rowCount: number;
}

/** What statements gave that were sent as they were written: rows and tag of the last of them. */
export interface ExecutedSql extends SqlResult {
  /** PostgreSQL's command tag: `SELECT 3`, `CREATE TABLE`. */
  readonly tag: string;
  /** Whether a transaction is open now: a macro may have written its own COMMIT. */
  readonly inTransaction: boolean;
}

/** Where a statement's text comes from, so that an error's position lands in the person's file. */
export interface SqlPlace {
  readonly nodeId?: string;
  readonly path: string;
  /** The compiled text as it stands inside the statement. */
  readonly text: string;
  /** The file's own text before compilation; absent when it is the compiled one. */
  readonly rawText?: string;
}

/** A NOTICE, as it arrives while a statement runs. */
export interface SqlNotice {
  readonly severity: string;
  readonly message: string;
  readonly detail?: string;
}

export interface DataConnection {
  /** One statement (extended protocol: a second one is refused by the server). Throws SqlError. */
  query(sql: string, values?: readonly SqlText[], place?: SqlPlace): Promise<SqlResult>;
  /** Statements the engine wrote itself, in one round trip (simple protocol). Throws SqlError. */
  script(sql: string): Promise<void>;
  /** Statements as a macro or a person wrote them, one or more (simple protocol). Throws SqlError. */
  execute(sql: string, place?: SqlPlace): Promise<ExecutedSql>;
  /** COPY … FROM STDIN, fed chunk by chunk with backpressure. Returns the rows copied. */
  copyIn(sql: string, chunks: Iterable<string> | AsyncIterable<string>): Promise<number>;
}

export interface UseOptions {
  /** Aborting cancels what runs in the database and rejects with a `run.cancelled` SqlError. */
  readonly signal?: AbortSignal;
  readonly onNotice?: (notice: SqlNotice) => void;
}

/** Connections to one data database as one role. */
export interface DataSession {
  /** Lends a connection to `work`; it goes back to the pool, or is closed after an abort or a broken transaction. */
  use<T>(work: (connection: DataConnection) => Promise<T>, options?: UseOptions): Promise<T>;
}

/** What the runtime puts as JSON into an error's DETAIL (SQLSTATE class IN). */
export interface RuntimeErrorDetail {
  readonly code?: string;
  readonly message?: string;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
  readonly remedy?: string;
  readonly frames?: unknown;
  readonly counts?: unknown;
}

/** A refusal of the data database, with the Problem a person sees and the SQLSTATE the engine decides by. */
export class SqlError extends ProblemError {
  readonly sqlState: string;
  /** DETAIL as the server sent it: for 2BP01 the list of dependent objects. */
  readonly detail: string | undefined;
  /** CONTEXT as the server sent it: for COPY the row and column. */
  readonly context: string | undefined;
  readonly runtime: RuntimeErrorDetail | undefined;

  constructor(
    problem: Omit<Problem, 'severity'>,
    facts: { sqlState: string; detail?: string; context?: string; runtime?: RuntimeErrorDetail },
    options?: ErrorOptions,
  ) {
    super(problem, options);
    this.name = 'SqlError';
    this.sqlState = facts.sqlState;
    this.detail = facts.detail;
    this.context = facts.context;
    this.runtime = facts.runtime;
  }
}
