import { setTimeout as sleep } from 'node:timers/promises';
import type { DataConnection } from '#lib/contracts/database.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import type { Target } from '#lib/contracts/project.ts';
import type { BatchResults, UnitTestDiff } from '#lib/contracts/run.ts';
import type { CompiledText, MainStatement, TimeWindow } from '../compile/index.ts';
import type { ArrayUdf } from './chunks/rewrite.ts';
import { quoteRelation } from './quote.ts';
import { hasState, type RelationCache } from './relations.ts';
import type { RenderHost } from './render/pool.ts';
import type { OutputOf, Task } from './render/protocol.ts';

/** What a materialization may use while it builds one node, inside its transaction. */
export interface StepContext extends Rendering {
  readonly connection: DataConnection;
  readonly place: Pick<Problem, 'path' | 'nodeId'>;
  readonly relations: RelationCache;
  readonly fullRefresh: boolean;
  /** The batches of microbatch models that are asked for; undefined leaves them to the model. */
  readonly eventTime: TimeWindow | undefined;
  /** When the run began, or the one it retries. */
  readonly asOf: Date;
  /** The batches of an earlier attempt: those that failed are built again. */
  readonly earlierBatches: BatchResults | undefined;
  /** Aborted when the run is cancelled or over its time. */
  readonly signal: AbortSignal;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly target: Target;
  /** Functions that can be called with arrays instead of row by row. */
  readonly arrayUdfs: readonly ArrayUdf[];
  /** The project's role, taken for every statement; absent is the person's own. */
  readonly role: string | undefined;
  /** What a trained model remembers of its run: version, run, person. */
  readonly provenance: Readonly<Record<string, unknown>>;
  /** Whether this run builds nothing that the node reads: what it reads is as an earlier attempt left it. */
  readonly upstreamKept: boolean;
  /** Whether a relation is built by this project, so that a later step can build it again. */
  isOfProject(relation: RelationName): boolean;
  /** Takes the compiled text of what the step rendered, by unique id. */
  compiled(id: string, text: CompiledText): void;
  /** Takes the statement that builds the node, before it is sent. */
  main(statement: MainStatement): void;
  log(text: string): void;
  warn(text: string): void;
  /** Runs a swap that needs the exclusive lock of a relation, again and again while others read it. */
  patiently(relation: RelationName, swap: () => Promise<void>): Promise<void>;
}

/** RenderPool.run, bound to the run's pool and cancel. */
export type Render = <Given extends Task>(task: Given, host: RenderHost) => Promise<OutputOf<Given>>;

/** How a step renders. */
export interface Rendering {
  /** Renders in another thread what asks the database. */
  readonly render: Render;
  /** Does what renders while its connection holds locks, so that no rendering waits for it (RenderPool.alone). */
  alone<T>(work: (render: Render) => Promise<T>): Promise<T>;
}

/** What a materialization tells when it is done. */
export interface Outcome {
  readonly status: 'success' | 'pass' | 'warn' | 'fail' | 'partial' | 'error';
  readonly rows?: number;
  readonly tag?: string;
  readonly failures?: number;
  /** What a unit test found, as a table and as dbt pictures it. */
  readonly diff?: UnitTestDiff;
  /** How each batch of a microbatch model went. */
  readonly batches?: BatchResults;
  readonly message?: string;
  readonly problem?: Problem;
  readonly trainedModel?: {
    readonly name: string;
    readonly version: number;
    readonly metric: string;
    readonly score: number;
    readonly std?: number;
  };
}

export interface Patience {
  /** How long one attempt waits: everyone who comes after it waits behind it. */
  readonly lockMs: number;
  /** Between two attempts, so that readers get through. */
  readonly pauseMs: number;
  readonly totalMs: number;
}

export const defaultPatience: Patience = { lockMs: 1_000, pauseMs: 500, totalMs: 300_000 };

/** One after the other: two swaps that recreate the same view would deadlock. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

export function takeTurns(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
}

/** Builds the `patiently` of a step. A failed attempt is undone to a savepoint, so that what was built aside is kept. */
export function patience(
  connection: DataConnection,
  turn: Turn,
  { lockMs, pauseMs, totalMs }: Patience,
  place: StepContext['place'],
  log: (text: string) => void,
): StepContext['patiently'] {
  return async (relation, swap) => {
    const until = Date.now() + totalMs;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await turn(async () => {
          await connection.script(`SAVEPOINT insitu_swap; SET LOCAL lock_timeout = ${lockMs}`);
          await swap();
          await connection.script('SET LOCAL lock_timeout = 0; RELEASE SAVEPOINT insitu_swap');
        });
      } catch (error) {
        // 55P03 a reader holds the lock; 40P01 another run swaps the same views.
        const passing = hasState(error, '55P03', '40P01');
        // XX000 ("could not open relation", "cache lookup failed"): another run dropped a view between our look and our drop.
        if (!passing && !(hasState(error, 'XX000') && attempt < 5)) throw error;
        await connection.script('ROLLBACK TO SAVEPOINT insitu_swap');
        if (Date.now() >= until) throw tooLong(relation, error, place);
        if (attempt === 1) log(`Waiting for ${quoteRelation(relation)}: ${await readers(connection, relation)}.`);
        await sleep(pauseMs);
      }
    }
  };
}

async function readers(connection: DataConnection, relation: RelationName): Promise<string> {
  const { rows } = await connection.query(
    `select string_agg(distinct format('%s (process %s) has used it for %s s', a.usename, a.pid,
              round(extract(epoch from clock_timestamp() - a.xact_start))), '; ')
       from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.relation = to_regclass($1) and l.granted and l.pid <> pg_backend_pid()`,
    [quoteRelation(relation)],
  );
  return rows[0]?.[0] ?? 'another transaction holds it';
}

const tooLong = (relation: RelationName, cause: unknown, place: StepContext['place']): ProblemError =>
  new ProblemError(
    {
      code: 'run.locked',
      message: `${quoteRelation(relation)} was in use for too long: the old one is kept.`,
      remedy: 'Wait for the query that reads it, or cancel it, then run again.',
      ...place,
    },
    { cause },
  );
