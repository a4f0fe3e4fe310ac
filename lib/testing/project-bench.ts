import pg from 'pg';
import type { Compilation } from '#lib/contracts/compilation.ts';
import type { RunCommand, RunEvent } from '#lib/contracts/run.ts';
import { openSession, type PooledSession } from '#lib/db/data/session.ts';
import { compileProject } from '#lib/domain/compile/index.ts';
import { createPlan, type ExecuteOptions, executeRun } from '#lib/domain/run/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** A database of a test, with projects built into schemas of their own. */
export class ProjectBench implements AsyncDisposable {
  readonly database: TestDatabase;
  readonly session: PooledSession;
  readonly admin: pg.Client;
  #count = 0;

  private constructor(database: TestDatabase, admin: pg.Client) {
    this.database = database;
    this.session = openSession({ url: database.url, max: 8 });
    this.admin = admin;
  }

  /** @param template `data` has the runtime installed */
  static async open(template: 'empty' | 'data' = 'empty'): Promise<ProjectBench> {
    const database = await createTestDatabase(template);
    const admin = new pg.Client(database.url);
    await admin.connect();
    return new ProjectBench(database, admin);
  }

  schema(): string {
    this.#count += 1;
    return `s${this.#count}`;
  }

  async rows(sql: string): Promise<unknown[]> {
    return (await this.admin.query({ text: sql, rowMode: 'array' })).rows;
  }

  target(schema: string) {
    const database = new URL(this.database.url).pathname.slice(1);
    return { name: 'dev', type: 'postgres', database, schema, user: 'u', host: 'h', port: 1, threads: 4 } as const;
  }

  /** Builds a project of files as one text each; `dbt_project.yml` is added. */
  async build(
    schema: string,
    texts: Readonly<Record<string, string>>,
    options: Partial<ExecuteOptions> & { readonly command?: RunCommand } = {},
  ): Promise<Built> {
    const files = new Map(Object.entries({ 'dbt_project.yml': 'name: shop\nversion: "1.0"\n', ...texts }));
    const fullRefresh = options.request?.fullRefresh ?? false;
    const source = { files, options: { target: this.target(schema), fullRefresh } };
    const compilation = compileProject(files, source.options);
    const { command = 'build', ...more } = options;
    const steps = createPlan(compilation, { command, select: [], exclude: [] });
    const events: RunEvent[] = [];
    const emit = (event: RunEvent): void => {
      events.push(event);
      options.emit?.(event);
    };
    const request = { fullRefresh: false, vars: {} };
    const { session } = this;
    const target = source.options.target;
    const status = await executeRun({ compilation, source, steps, session, request, target, ...more, emit });
    return { status, events, compilation, ...told(events) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session.close();
    await this.admin.end();
    await this.database.drop();
  }
}

type Finished = Extract<RunEvent, { type: 'step_finished' }>;

interface Built {
  readonly status: string;
  readonly events: readonly RunEvent[];
  readonly compilation: Compilation;
  /** By the node's name. */
  readonly step: (name: string) => Finished | undefined;
  readonly log: readonly string[];
}

function told(events: readonly RunEvent[]): Pick<Built, 'step' | 'log'> {
  const finished = new Map<string, Finished>();
  for (const event of events) {
    if (event.type === 'step_finished') finished.set(event.nodeId.split('.')[2] ?? '', event);
  }
  return {
    step: (name) => finished.get(name),
    log: events.flatMap((event) => (event.type === 'log' ? [event.text] : [])),
  };
}
