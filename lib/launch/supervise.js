import { spawn } from 'node:child_process';
import { LaunchFailure } from './failure.js';

const firstDelay = 500;
const longestDelay = 30_000;
/** A process that ran this long before it ended starts its back-off anew. */
const steadyAfter = 60_000;
/** So many ends before it was ever ready, and a start gives up instead of trying for ever. */
const patience = 4;

/**
 * @typedef {{name: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd?: string,
 *   beforeRestart?: () => Promise<unknown>, readyWithin?: number, stopWithin?: number, isReady?: () => Promise<boolean>}} Service
 *   `isReady` is asked every 100 ms; without it the process says so itself: `process.send({type: 'ready'})`
 */

/**
 * Starts processes, starts them again when they end (half a second later, then twice as long up to
 * half a minute), and stops them in the opposite order.
 * @param {{log: ReturnType<typeof import('./log.js').openLog>, onChange: (processes: object[]) => void}} options
 */
export function createSupervisor({ log, onChange }) {
  const running = [];
  const changed = () => onChange(running.map(({ facts }) => facts));
  return {
    /** @param {Service} service @returns {Promise<void>} when it is ready */
    start: (service) => {
      const one = {
        service,
        facts: { name: service.name, state: 'starting', restarts: 0, since: now() },
        stopping: false,
        early: 0,
      };
      running.push(one);
      return new Promise((resolve, reject) => launch(one, { log, changed, onReady: resolve, onGiveUp: reject }));
    },
    stop: async () => {
      for (const one of running.toReversed()) await end(one, changed);
    },
  };
}

function launch(one, context) {
  const { service, facts } = one;
  const began = Date.now();
  const child = spawn(service.command, service.args, {
    cwd: service.cwd,
    env: service.env,
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C reaches the launcher alone, which stops all in order.
    detached: true,
  });
  one.child = child;
  mark(facts, { state: facts.restarts ? 'restarting' : 'starting', pid: child.pid });
  context.changed();
  context.log.follow(service.name, child.stdout);
  context.log.follow(service.name, child.stderr);
  child.stdin.on('error', () => {});
  const ready = () => {
    if (facts.state === 'ready' || one.child !== child) return;
    one.early = -1;
    mark(facts, { state: 'ready' });
    context.changed();
    context.onReady();
  };
  watchReadiness(one, child, ready, context);
  child.on('error', (error) => {
    context.log.line(service.name, error.message);
    // Not even started: then no exit follows.
    if (child.pid === undefined) ended(one, { code: 127, signal: null, began }, context);
  });
  child.on('exit', (code, signal) => ended(one, { code, signal, began }, context));
}

function watchReadiness(one, child, ready, context) {
  const { service } = one;
  const limit = setTimeout(() => {
    if (one.facts.state === 'ready' || one.child !== child) return;
    context.log.line(service.name, 'not ready in time: ended');
    child.kill('SIGKILL');
  }, service.readyWithin ?? 60_000);
  child.on('exit', () => clearTimeout(limit));
  if (!service.isReady) child.on('message', (message) => message?.type === 'ready' && ready());
  else
    void poll(
      service.isReady,
      () => one.child === child && child.exitCode === null && child.signalCode === null,
      ready,
    );
}

async function poll(isReady, goesOn, ready) {
  while (goesOn()) {
    if (await isReady()) return ready();
    await pause(100);
  }
}

function ended(one, { code, signal, began }, context) {
  const { service, facts } = one;
  const lastExit = signal ?? `code ${code}`;
  if (one.stopping) {
    mark(facts, { state: 'stopped', pid: undefined, lastExit });
    return context.changed();
  }
  context.log.line('launch', `${service.name} ended with ${lastExit}`);
  if (one.early >= 0 && ++one.early >= patience) {
    mark(facts, { state: 'failed', pid: undefined, lastExit });
    context.changed();
    return context.onGiveUp(givenUp(service, lastExit, context.log));
  }
  if (Date.now() - began > steadyAfter) one.delay = undefined;
  one.delay = Math.min(longestDelay, (one.delay ?? firstDelay / 2) * 2);
  mark(facts, { state: 'restarting', pid: undefined, lastExit, restarts: facts.restarts + 1 });
  context.changed();
  one.timer = setTimeout(() => relaunch(one, context), one.delay);
}

/** What the ended process left behind is cleared before the next one meets it. */
async function relaunch(one, context) {
  try {
    await one.service.beforeRestart?.();
  } catch (error) {
    context.log.line('launch', error.message);
  }
  if (!one.stopping) launch(one, context);
}

/** Asks a process to stop, waits, and ends it by force after its time. */
async function end(one, changed) {
  one.stopping = true;
  clearTimeout(one.timer);
  const { child, service, facts } = one;
  if (!child || child.exitCode !== null || child.signalCode !== null) {
    mark(facts, { state: 'stopped' });
    return changed();
  }
  const closed = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), service.stopWithin ?? 6_000);
  await closed;
  clearTimeout(force);
}

function givenUp(service, lastExit, log) {
  return new LaunchFailure('launch.process-failed', {
    what: `The process ${service.name} does not start: it ended ${patience} times, last with ${lastExit}.`,
    where: log.recent(service.name) || log.path,
    remedy: `see ${log.path}`,
  });
}

function mark(facts, changes) {
  if (changes.state !== facts.state) facts.since = now();
  Object.assign(facts, changes);
}

function now() {
  return new Date().toISOString();
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
