import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import { describeProject } from '../../artifact/index.ts';
import { DatabaseFailure } from '../../compile/context/database.ts';
import type { DatabasePort, QueryResult } from '../../compile/index.ts';
import { Renderer } from '../../compile/renderer.ts';
import { seedRows } from '../seed/agate.ts';
import type { Answer, FromWorker, Request, Task, WorkerStart } from './protocol.ts';

/**
 * A thread that renders templates. The evaluator is synchronous, so a template that asks the
 * database stops this thread until the answer is there; the connection lives in the other.
 */
const start: WorkerStart = workerData;
const flag = new Int32Array(start.flag);

const tell = (message: FromWorker): void => parentPort?.postMessage(message);

function ask(request: Request): QueryResult | undefined {
  tell({ type: 'ask', request });
  // Until the flag is raised; ending the thread ends the wait.
  Atomics.wait(flag, 0, 0);
  Atomics.store(flag, 0, 0);
  const received: { message: Answer } | undefined = receiveMessageOnPort(start.answers);
  if (received === undefined) throw new Error('the answer to a query did not arrive');
  if (!received.message.ok) throw new DatabaseFailure(received.message.problem);
  return received.message.result;
}

const database: DatabasePort = {
  query(sql, begin) {
    const result = ask({ type: 'query', sql, begin });
    if (result === undefined) throw new Error('a query was answered without a result');
    return result;
  },
  commit: () => void ask({ type: 'commit' }),
};

const renderer = new Renderer(
  start.files,
  {
    ...start.options,
    database,
    describe: describeProject,
    seedRows,
    log: (text) => tell({ type: 'log', text }),
    main: (statement) => tell({ type: 'main', statement }),
  },
  {
    report: (problem: Problem) => tell({ type: 'report', problem }),
    compiled: (id, text) => tell({ type: 'compiled', id, text }),
  },
);

function perform(task: Task): unknown {
  switch (task.name) {
    case 'node':
      return renderer.node(task.id);
    case 'hook':
      return renderer.hook(task.id, task.template, task.main);
    case 'materialize':
      return renderer.materialize(task.id, task);
    case 'unit_test':
      return renderer.unitTest(task.id, task.given);
    case 'unit_inputs':
      return renderer.unitInputs(task.id);
    case 'run_hook':
      return renderer.runHook(task.id, task.done);
    case 'analysis':
      return renderer.analysis(task.path);
    case 'clone':
      return renderer.clone(task.id, task.from);
    case 'freshness':
      return renderer.freshness(task.id, task.question);
    case 'catalog':
      return renderer.catalog(task.question);
    case 'operation':
      return renderer.operation(task.macro, task.args);
  }
}

parentPort?.on('message', (task: Task) => {
  try {
    tell({ type: 'done', output: perform(task) });
  } catch (error) {
    tell(error instanceof ProblemError ? { type: 'failed', problem: error.problem } : { type: 'bug', error });
  }
});
