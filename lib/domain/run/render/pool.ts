import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import type { CompiledText, MainStatement } from '../../compile/index.ts';
import type { Answer, FromWorker, OutputOf, RenderSource, Request, Task, WorkerStart } from './protocol.ts';

/** The side that has the connection: what a template may ask and say while it is rendered. */
export interface RenderHost {
  answer(request: Request): Promise<Answer>;
  log(text: string): void;
  report(problem: Problem): void;
  compiled?(id: string, text: CompiledText): void;
  main?(statement: MainStatement): void;
}

/** A rendering, as RenderPool.run does it. */
type Run = <Given extends Task>(task: Given, host: RenderHost, signal?: AbortSignal) => Promise<OutputOf<Given>>;

/** Threads that render what asks the database. They start when the first such node comes, and end with the pool. */
export class RenderPool implements AsyncDisposable {
  readonly #source: RenderSource;
  readonly #idle: Renderer[] = [];
  readonly #all = new Set<Renderer>();
  /** Whether one thread does it all, one rendering after the other. */
  readonly #isSerial: boolean;
  #last: Promise<unknown> = Promise.resolve();

  constructor(source: RenderSource) {
    this.#source = { ...source, files: withoutRows(source.files) };
    this.#isSerial = keepsStateInGraph(source.files);
  }

  /**
   * Renders in a thread of its own; there are as many threads as renderings at one time, except
   * where macros keep state in `graph`: it is one for the whole run, so that its thread is too.
   * An abort ends the thread at once, whatever the template is doing.
   * @throws ProblemError for what the project's author can mend
   */
  run<Given extends Task>(task: Given, host: RenderHost, signal?: AbortSignal): Promise<OutputOf<Given>> {
    return this.#inTurn(() => this.#run(task, host, signal));
  }

  /**
   * Does what renders while its connection holds locks. Where one thread renders it all, it keeps
   * the thread from before its first lock to the end: whoever waits for the thread holds nothing,
   * so the one that has it never waits for somebody who waits for it.
   */
  alone<T>(work: (run: Run) => Promise<T>): Promise<T> {
    return this.#inTurn(() => work((task, host, signal) => this.#run(task, host, signal)));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#isSerial) return work();
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #run<Given extends Task>(task: Given, host: RenderHost, signal?: AbortSignal): Promise<OutputOf<Given>> {
    signal?.throwIfAborted();
    const renderer = this.#idle.pop() ?? this.#start();
    const stop = () => this.#end(renderer);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const output = await renderer.render(task, host);
      this.#idle.push(renderer);
      // The worker's switch gives each task its own output.
      return output as OutputOf<Given>;
    } catch (error) {
      if (error instanceof ProblemError) this.#idle.push(renderer);
      else this.#end(renderer);
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#all].map((renderer) => renderer.end()));
    this.#all.clear();
  }

  #start(): Renderer {
    const renderer = new Renderer(this.#source);
    this.#all.add(renderer);
    return renderer;
  }

  #end(renderer: Renderer): void {
    this.#all.delete(renderer);
    void renderer.end();
  }
}

/** One thread, and the rendering it is busy with. */
class Renderer {
  readonly #worker: Worker;
  readonly #flag: Int32Array;
  readonly #answers: MessagePort;

  constructor(source: RenderSource) {
    const flag = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const { port1, port2 } = new MessageChannel();
    const start: WorkerStart = { ...source, flag, answers: port2 };
    this.#flag = new Int32Array(flag);
    this.#answers = port1;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: start, transferList: [port2] });
    this.#worker.unref();
    port1.unref();
  }

  render(task: Task, host: RenderHost): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const onMessage = (message: FromWorker): void => {
      if (message.type === 'ask') void host.answer(message.request).then((answer) => this.#answer(answer), reject);
      else if (message.type === 'log') host.log(message.text);
      else if (message.type === 'report') host.report(message.problem);
      else if (message.type === 'compiled') host.compiled?.(message.id, message.text);
      else if (message.type === 'main') host.main?.(message.statement);
      else if (message.type === 'done') resolve(message.output);
      else reject(message.type === 'failed' ? new ProblemError(message.problem) : message.error);
    };
    const onExit = () => reject(new Error('the rendering was ended'));
    this.#worker.ref();
    this.#worker.on('message', onMessage).once('error', reject).once('exit', onExit);
    this.#worker.postMessage(task);
    return promise.finally(() => {
      this.#worker.off('message', onMessage).off('error', reject).off('exit', onExit);
      this.#worker.unref();
    });
  }

  #answer(answer: Answer): void {
    this.#answers.postMessage(answer);
    Atomics.store(this.#flag, 0, 1);
    Atomics.notify(this.#flag, 0);
  }

  async end(): Promise<void> {
    this.#answers.close();
    await this.#worker.terminate();
  }
}

const GRAPH_CHANGE = /\bgraph\s*(?:\.\s*(?:setdefault|update|pop|popitem|clear)\s*\(|\[[^\]]*\]\s*\.\s*update\s*\()/;

/** Whether a macro writes into `graph`, where later renderings of the run read it, as in dbt's one process. */
const keepsStateInGraph = (files: RenderSource['files']): boolean =>
  [...files].some(([path, text]) => path.endsWith('.sql') && text.includes('graph') && GRAPH_CHANGE.test(text));

/** Rows of a seed longer than this are left out of the copy each thread gets: macros that load it are given them. */
const longSeed = 100_000;

const withoutRows = (files: RenderSource['files']): RenderSource['files'] =>
  new Map(
    [...files].map(([path, text]) =>
      path.endsWith('.csv') && text.length > longSeed ? [path, text.slice(0, text.indexOf('\n') + 1)] : [path, text],
    ),
  );
