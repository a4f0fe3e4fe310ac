import type { Target } from '../../contracts/project.ts';
import type { ParsedProject } from './compiler.ts';
import type { FullRelation } from './draft.ts';
import type { CompiledText } from './ephemeral.ts';

/** What statements gave while a template was rendered: text as PostgreSQL prints it. */
export interface QueryResult {
  /** `typeId` is the OID in pg_type. */
  readonly columns: readonly { readonly name: string; readonly typeId: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly rowCount: number;
  /** PostgreSQL's command tag: `SELECT 3`, `CREATE TABLE`. */
  readonly tag: string;
}

/**
 * The database as templates may ask it while they are rendered. Synchronous, because the
 * evaluator is: a worker asks the thread that has the connection and waits for the answer. The
 * browser has none: there a node that asks is rendered no further (`compile.needs_database`).
 */
export interface DatabasePort {
  /**
   * Runs statements, one or more.
   * @param begin starts a transaction when none is open (dbt's `auto_begin`)
   * @throws DatabaseFailure when PostgreSQL refuses
   */
  query(sql: string, begin: boolean): QueryResult;
  /** Ends the open transaction and keeps what was done. */
  commit(): void;
}

/** A seed's file. */
export interface SeedText {
  readonly path: string;
  readonly nodeId: string;
  readonly csv: string;
  readonly delimiter: string;
  /** `column_types`: those columns are text. */
  readonly declared: Readonly<Record<string, string>>;
}

/** A seed's rows with the types agate finds, each cell as PostgreSQL would read it. */
export interface SeedRows {
  readonly names: readonly string[];
  readonly types: readonly ('Text' | 'Integer' | 'Number' | 'Boolean' | 'Date' | 'DateTime')[];
  readonly cells: readonly (readonly (string | null)[])[];
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
  /** `--defer`: relations of an earlier state, by unique id, that stand in for what is not built here. */
  readonly deferred?: ReadonlyMap<string, FullRelation>;
  /** `--store-failures`: tests that don't say otherwise keep their failing rows in a table. */
  readonly storeFailures?: boolean;
  /** `--empty`: every ref and source gives no rows. */
  readonly empty?: boolean;
  /** `--event-time-start` and `--event-time-end`: the batches of microbatch models that are built. */
  readonly eventTime?: TimeWindow;
  /** `--sample`: the rows that models and snapshots read of what has an event_time. */
  readonly sample?: TimeWindow;
  /** What macros see of the invocation they run in. */
  readonly invocation?: Invocation;
  /** `--target-path`, or the project's own, as it is written: what the manifest tells of files begins with it. */
  readonly targetPath?: string;
  /** Takes what templates say with `log(…, info=True)` and `print(…)`. */
  readonly log?: (text: string) => void;
  /** Takes what `write()` is given. */
  readonly main?: (statement: MainStatement) => void;
  /** What `load_agate_table()` gives the macros that load a seed; a later room reads the file. */
  readonly seedRows?: (seed: SeedText) => SeedRows;
  /** What `graph` and `results` tell of a project: its manifest, which a later room writes. */
  readonly describe?: (parsed: ParsedProject, done?: DoneSoFar) => ProjectDescription;
}

/** The statement that builds a node, which dbt names `main` and keeps below `target/run`. */
export interface MainStatement {
  readonly nodeId: string;
  readonly sql: string;
  /** `id` of the batch that it builds. */
  readonly batch?: string;
}

/** What a run has done with nodes, by their unique ids. */
export interface DoneSoFar {
  /** Compiled text. */
  readonly texts: ReadonlyMap<string, CompiledText>;
  /** Those whose main statement is kept. */
  readonly written: ReadonlySet<string>;
}

/** From a moment up to, and without, another. */
export interface TimeWindow {
  readonly start: Date;
  readonly end: Date;
}

/** A project as its manifest tells of it. */
export interface ProjectDescription {
  readonly graph: Readonly<Record<string, unknown>>;
  node(id: string): Readonly<Record<string, unknown>> | undefined;
}

/** One invocation of a command, as `invocation_id`, `run_started_at`, `flags` and `selected_resources` tell it. */
export interface Invocation {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** dbt's name of the command: `build`, `run`, `compile`, … */
  readonly command: string;
  readonly flags: Readonly<Record<string, unknown>>;
  /** What it was called with, by dbt's names in lower case. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Unique ids of what the command chose; absent before it is known. */
  readonly selected?: readonly string[];
}
