import type { BatchResults, RunEvent, RunStep, StepStatus } from '#lib/contracts/run.ts';
import { count, out, paint, problemLines, seconds } from './print.ts';

export type Reporter = (event: RunEvent) => void;

/** `--json`: one event a line, as the runner stores it. */
export const jsonReporter: Reporter = (event) => out(JSON.stringify(event));

/** `--quiet`: only what went wrong. */
export function quietReporter(): Reporter {
  const human = humanReporter();
  const silent = new Set<StepStatus>(['success', 'pass', 'skipped', 'cancelled']);
  return (event) => {
    const tells = event.type === 'run_finished' ? event.status !== 'success' : event.type === 'run_started';
    if (tells || (event.type === 'step_finished' && !silent.has(event.status))) human(event);
  };
}

const marks: Readonly<Record<StepStatus, string>> = {
  queued: ' ',
  running: ' ',
  success: '✓',
  pass: '✓',
  warn: '!',
  fail: '✗',
  error: '✗',
  partial: '◐',
  skipped: '–',
  cancelled: '–',
};

const styles: Readonly<Record<StepStatus, Parameters<typeof paint>[0]>> = {
  queued: 'dim',
  running: 'dim',
  success: 'green',
  pass: 'green',
  warn: 'yellow',
  fail: 'red',
  error: 'red',
  partial: 'red',
  skipped: 'dim',
  cancelled: 'dim',
};

type Finished = Extract<RunEvent, { type: 'step_finished' }>;

/** One line a step as it ends, what went wrong below it, and a sum at the end. */
export function humanReporter(): Reporter {
  const steps = new Map<string, RunStep>();
  const tally = new Map<StepStatus, number>();
  let width = 0;
  let done = 0;
  return (event) => {
    switch (event.type) {
      case 'run_started':
        for (const step of event.steps) steps.set(step.nodeId, step);
        width = Math.min(60, Math.max(0, ...event.steps.map(({ name }) => name.length)));
        return;
      case 'step_finished':
        done += 1;
        tally.set(event.status, (tally.get(event.status) ?? 0) + 1);
        for (const line of stepLines(event, steps, done, width)) out(line);
        return;
      case 'log':
        for (const line of event.text.trimEnd().split('\n'))
          out(paint('dim', `    ${name(steps, event.nodeId)}│ ${line}`));
        return;
      case 'run_finished':
        for (const line of summary(event, tally)) out(line);
        return;
      case 'step_started':
      case 'progress':
      case 'output':
        return;
    }
  };
}

const name = (steps: ReadonlyMap<string, RunStep>, id: string | undefined): string =>
  id === undefined ? '' : `${steps.get(id)?.name ?? id} `;

function stepLines(event: Finished, steps: ReadonlyMap<string, RunStep>, done: number, width: number): string[] {
  const step = steps.get(event.nodeId);
  const total = String(steps.size);
  const line = [
    `${String(done).padStart(total.length)}/${total}`,
    paint(styles[event.status], marks[event.status]),
    (step?.materialized ?? '').padEnd(11),
    (step?.name ?? event.nodeId).padEnd(width),
    result(event).padStart(16),
    seconds(event.ms).padStart(8),
  ].join('  ');
  const show = event.problem && event.status !== 'skipped' && event.status !== 'cancelled';
  return [line, ...(show && event.problem ? problemLines(event.problem, '      ') : [])];
}

function result(event: Finished): string {
  if (event.trainedModel) return `${event.trainedModel.metric} ${event.trainedModel.score.toPrecision(4)}`;
  if (event.failures) return count(event.failures, 'failure');
  if (event.status === 'partial' && event.batches) return batchCount(event.batches);
  if (event.status === 'success' && event.rows !== undefined) return count(event.rows, 'row');
  return event.status === 'success' ? 'done' : event.status;
}

const batchCount = ({ successful, failed }: BatchResults): string =>
  `${successful.length} of ${count(successful.length + failed.length, 'batch', 'batches')}`;

const order: readonly StepStatus[] = ['success', 'pass', 'warn', 'fail', 'error', 'partial', 'skipped', 'cancelled'];
const words: Readonly<Record<string, string>> = {
  success: 'built',
  pass: 'passed',
  warn: 'warned',
  fail: 'failed',
  error: 'in error',
  partial: 'built in part',
};

function summary(event: Extract<RunEvent, { type: 'run_finished' }>, tally: ReadonlyMap<StepStatus, number>): string[] {
  const parts = order.flatMap((status) => {
    const n = tally.get(status);
    return n ? [`${n} ${words[status] ?? status}`] : [];
  });
  const style = event.status === 'success' ? 'green' : event.status === 'cancelled' ? 'yellow' : 'red';
  const line = `${paint(style, event.status)}  ${parts.join(', ') || 'nothing to do'}  in ${seconds(event.ms)}`;
  return ['', ...(event.problem ? problemLines(event.problem) : []), line];
}
