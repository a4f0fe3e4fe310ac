import type { Problem } from '#lib/contracts/problem.ts';
import type { RunEvent, StepStatus } from '#lib/contracts/run.ts';
import type { CompiledText, MainStatement } from '../compile/index.ts';

type Finished = Extract<RunEvent, { type: 'step_finished' }>;

/** How one step of a run went. */
export interface StepResult
  extends Pick<Finished, 'rows' | 'tag' | 'failures' | 'batches' | 'message' | 'problem' | 'ms'> {
  readonly nodeId: string;
  /** `no-op` for what a build goes past: nothing is done for an exposure. */
  readonly status: StepStatus | 'no-op';
  /** ISO 8601; undefined for a step that never started. */
  readonly startedAt: string | undefined;
  readonly endedAt: string;
}

/** How one `on-run-start` or `on-run-end` hook went; those after one that failed are skipped. */
export interface HookResult {
  /** `operation.<package>.<package>-on-run-start-0` */
  readonly id: string;
  readonly status: 'success' | 'error' | 'skipped';
  /** Rendered; undefined when it never was. */
  readonly text: CompiledText | undefined;
  readonly problem?: Problem;
  /** ISO 8601: begun, rendered and done; undefined for one that never started. */
  readonly times: { readonly startedAt: string; readonly renderedAt: string; readonly endedAt: string } | undefined;
}

/** What a run tells its command beyond its events, which are for people. */
export interface RunListener {
  /** Takes the compiled text of a node that was rendered at a step: the step's, or an ephemeral model that it reads. */
  compiled(nodeId: string, text: CompiledText): void;
  /** Takes the statement that builds a node, as it is sent. */
  main(statement: MainStatement): void;
  hook(result: HookResult): void;
  /** Takes how what is no step went: exposures and saved queries. */
  passed(result: StepResult): void;
}

/** The nodes whose main statement is kept; a model that is built in batches has none of its own, as in dbt. */
export const writtenIn = (statements: readonly MainStatement[]): ReadonlySet<string> =>
  new Set(statements.flatMap(({ nodeId, batch }) => (batch === undefined ? [nodeId] : [])));

/** Listens to a run's events and keeps how each step went, in the order they ended. */
export class RunLog implements RunListener {
  private readonly started = new Map<string, string>();
  readonly results: StepResult[] = [];
  readonly hooks: HookResult[] = [];
  /** Compiled text by unique id, of what the run rendered. */
  readonly texts = new Map<string, CompiledText>();
  /** Compiled texts of batches. */
  readonly batches: MainStatement[] = [];
  /** In the order they were sent; one that is sent again takes the place of the one before. */
  readonly statements: MainStatement[] = [];
  /** From the first event to the last. */
  elapsedMs = 0;

  compiled(nodeId: string, text: CompiledText): void {
    const { code: sql, batch } = text;
    this.texts.set(nodeId, text);
    if (batch !== undefined) this.batches.push({ nodeId, sql, batch });
  }

  main(statement: MainStatement): void {
    this.statements.push(statement);
  }

  hook(result: HookResult): void {
    this.hooks.push(result);
    if (result.text !== undefined) this.texts.set(result.id, result.text);
  }

  passed(result: StepResult): void {
    this.results.push(result);
  }

  take(event: RunEvent): void {
    if (event.type === 'step_started') this.started.set(event.nodeId, event.at);
    if (event.type === 'run_finished') this.elapsedMs = event.ms;
    if (event.type !== 'step_finished') return;
    const { nodeId, status, rows, tag, failures, batches, message, problem, ms, at } = event;
    this.results.push({
      nodeId,
      status,
      ms,
      startedAt: this.started.get(nodeId),
      endedAt: at,
      ...(rows === undefined ? {} : { rows }),
      ...(tag === undefined ? {} : { tag }),
      ...(failures === undefined ? {} : { failures }),
      ...(batches === undefined ? {} : { batches }),
      ...(message === undefined ? {} : { message }),
      ...(problem === undefined ? {} : { problem }),
    });
  }
}
