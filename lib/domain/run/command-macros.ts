import type { RunHook } from '#lib/contracts/compilation.ts';
import type { DataConnection, DataSession } from '#lib/contracts/database.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { HookResult } from '../artifact/index.ts';
import type { StateRelation } from '../compile/clone.ts';
import type { CatalogQuestion, SourceAge, SourceQuestion } from '../compile/command-macros.ts';
import type { RunSoFar } from '../compile/context/run-results.ts';
import type { MainStatement, QueryComments, Sender } from '../compile/index.ts';
import type { Render } from './context.ts';
import { commented } from './query-comment.ts';
import { type RenderHost, RenderPool } from './render/pool.ts';
import type { RenderSource } from './render/protocol.ts';
import { MacroStatements, talkOf } from './render/statements.ts';
import { runRunHooks } from './run-hooks.ts';

interface Asking {
  readonly source: RenderSource;
  readonly session: DataSession;
  readonly comments?: QueryComments;
  /** Takes what the macros log, and PostgreSQL's notices. */
  readonly log: (text: string) => void;
  /** Takes the statements that clone nodes. */
  readonly main?: (statement: MainStatement) => void;
}

/** Calls the macros of dbt's own commands on a database. */
export class CommandMacros implements AsyncDisposable {
  readonly #asking: Asking;
  readonly #pool: RenderPool;

  constructor(asking: Asking) {
    this.#asking = asking;
    this.#pool = new RenderPool(asking.source);
  }

  /** How old a source is. @throws ProblemError */
  freshness(id: string, question: SourceQuestion): Promise<SourceAge> {
    return this.#ask({ node: id }, (host) => this.#pool.run({ name: 'freshness', id, question }, host));
  }

  /** Rows of the catalog. @throws ProblemError */
  catalog(question: CatalogQuestion): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const sender = { connection: 'generate_catalog' };
    return this.#ask(sender, (host) => this.#pool.run({ name: 'catalog', question }, host));
  }

  /** Makes of a node what a state has of it. @returns PostgreSQL's tag; undefined when there was nothing to do. @throws ProblemError */
  async clone(id: string, from: StateRelation | undefined): Promise<string | undefined> {
    return (await this.#ask({ node: id }, (host) => this.#pool.run({ name: 'clone', id, from }, host), false)).tag;
  }

  /**
   * Runs hooks of a run around a command that builds nothing.
   * @param told takes how each hook went
   * @returns why one failed
   * @throws ProblemError of one that can't be rendered
   */
  hooks(hooks: readonly RunHook[], done: RunSoFar, told: (result: HookResult) => void): Promise<Problem | undefined> {
    const { session, comments, log } = this.#asking;
    const own = commented(session, comments, { connection: 'master' });
    const render: Render = (task, host) => this.#pool.run(task, host);
    const { signal } = new AbortController();
    return runRunHooks({ session: own, role: undefined, render, signal, log, told }, hooks, done);
  }

  /** @param outside of a transaction, until a macro begins one */
  async #ask<T>(sender: Sender, call: (host: RenderHost) => Promise<T>, outside = true): Promise<T> {
    const { session, comments, log, main } = this.#asking;
    const work = async (connection: DataConnection): Promise<T> => {
      const statements = new MacroStatements(connection, {
        role: undefined,
        place: { path: '', text: '' },
        outside,
      });
      try {
        const told = main === undefined ? {} : { main };
        return await call({ ...talkOf(log), answer: statements.answer.bind(statements), ...told });
      } finally {
        await statements.end();
      }
    };
    return await commented(session, comments, sender).use(work, { onNotice: ({ message }) => log(message) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }
}
