import type { Target } from '../../contracts/project.ts';

/** Rows a query gave while a template was rendered; text as PostgreSQL prints it. */
export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly status: string;
}

/**
 * The database as templates may ask it while they are rendered. Synchronous, because the
 * evaluator is: the runner answers from another thread, the browser has none (`execute` is false).
 */
export interface DatabasePort {
  query(sql: string): QueryResult;
}

/** What a project is compiled for. */
export interface CompileOptions {
  readonly target: Target;
  /** `--vars`; they win over the project's. */
  readonly vars?: Readonly<Record<string, unknown>>;
  /** The only variables `env_var` can read. */
  readonly env?: Readonly<Record<string, string>>;
  readonly database?: DatabasePort;
  readonly fullRefresh?: boolean;
}
