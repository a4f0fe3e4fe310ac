import { describe, expect, test } from 'vitest';
import { type RunEvent, runEvent } from '#lib/contracts/run.ts';
import { longestPath, ticksOf, toGantt } from './gantt.ts';
import { applyEvents, countSteps, EMPTY_RUN, retrySteps } from './live.ts';
import { liveStates } from './nodestates.ts';

const zero = Date.parse('2026-01-01T00:00:00Z');
const at = (seconds: number) => new Date(zero + seconds * 1000).toISOString();
const step = (id: string, after: string[] = []) => ({
  nodeId: id,
  kind: 'model',
  name: id,
  path: `models/${id}.sql`,
  materialized: 'table',
  checksum: `sum-${id}`,
  after,
});
const play = (...events: unknown[]) => {
  const parsed: RunEvent[] = events.map((event) => runEvent.parse(event));
  return applyEvents(
    EMPTY_RUN,
    parsed.map((event, seq) => ({ seq, event })),
  );
};
const start = {
  type: 'run_started',
  at: at(0),
  steps: [step('a'), step('b', ['a']), step('c', ['a']), step('d', ['b', 'c'])],
};
const begin = (id: string, second: number) => ({ type: 'step_started', at: at(second), nodeId: id });
const finish = (id: string, second: number, ms: number, more = {}) => ({
  type: 'step_finished',
  at: at(second),
  nodeId: id,
  status: 'success',
  ms,
  ...more,
});
const boom = { code: 'python.exception', severity: 'error', message: 'boom', path: 'models/c.py', line: 31 };
const failing = play(
  start,
  begin('a', 0),
  finish('a', 2, 2000, { rows: 5 }),
  begin('b', 2),
  begin('c', 2),
  finish('b', 3, 1000),
  finish('c', 6, 4000, { status: 'error', problem: boom }),
  finish('d', 6, 0, { status: 'skipped' }),
  { type: 'run_finished', at: at(6), status: 'failed', ms: 6000 },
);

describe('the events of a run', () => {
  test('end in counts, and retry takes what did not end well', () => {
    expect(failing.status).toBe('failed');
    expect(countSteps(failing)).toEqual({ built: 2, failed: 1, warned: 0, skipped: 1, done: 4, all: 4 });
    expect(retrySteps(failing).map(({ step: { name } }) => name)).toEqual(['c', 'd']);
  });
  test('a failure is a line of the log, with its place', () =>
    expect(failing.log.at(-1)).toMatchObject({ level: 'error', nodeId: 'c', text: 'boom (models/c.py:31)' }));
  test('an event that comes twice counts once', () => {
    const line = { seq: 0, event: runEvent.parse({ type: 'log', at: at(0), stream: 'stdout', text: 'x' }) };
    expect(applyEvents(applyEvents(EMPTY_RUN, [line]), [line]).log).toHaveLength(1);
  });
  test('progress keeps what it said before and draws the curve', () => {
    const say = (progress: object) => ({
      type: 'progress',
      at: at(1),
      nodeId: 'a',
      progress: { phase: 'fit', ...progress },
    });
    const run = play(
      start,
      begin('a', 0),
      say({ rows: 10, memoryBytes: 5 }),
      say({ fold: 1, iteration: 1, train: 0.7, validation: 0.6, fraction: 0.5 }),
      say({ fold: 2, iteration: 1, validation: 0.61 }),
    );
    expect(run.steps.get('a')?.progress).toMatchObject({ rows: 10, fold: 2, fraction: 0.5 });
    expect(run.curves.get('a')).toHaveLength(2);
    expect(run.memory.get('a')).toEqual([{ at: zero + 1000, bytes: 5 }]);
    expect(liveStates(run, zero + 10_000).get('a')).toMatchObject({
      status: 'running',
      fraction: 0.5,
      detail: '50 %, 0:10 left',
    });
    expect(liveStates(run, zero).get('b')).toMatchObject({ status: 'queued', detail: 'waits for upstream' });
  });
  test('states for the graph: done is fresh with its checksum, a cancelled run leaves no one running', () => {
    expect(liveStates(failing, zero).get('a')).toMatchObject({
      status: 'fresh',
      checksum: 'sum-a',
      rows: 5,
      at: at(2),
    });
    expect(liveStates(failing, zero, 7).get('c')).toMatchObject({ status: 'failed', versionNumber: 7 });
    const cancelled = play(start, begin('a', 0), { type: 'run_finished', at: at(1), status: 'cancelled', ms: 1000 });
    expect(liveStates(cancelled, zero).size).toBe(0);
  });
});

describe('the Gantt', () => {
  test('bars start where steps did and end where they ended', () => {
    const gantt = toGantt(failing, zero + 99_000);
    expect(gantt.span).toBe(6000);
    expect(gantt.bars.map(({ id, start: from, length }) => [id, from, length])).toEqual([
      ['a', 0, 2000],
      ['b', 2000, 1000],
      ['c', 2000, 4000],
      ['d', undefined, undefined],
    ]);
  });
  test('the longest path goes back along what ended last', () => expect([...longestPath(failing)]).toEqual(['c', 'a']));
  test('a running step grows with the clock', () =>
    expect(toGantt(play(start, begin('a', 1)), zero + 4000).bars[0]).toMatchObject({ start: 1000, length: 3000 }));
  test.each([900, 29_500, 3_600_000])('between four and eight round ticks for %d ms', (span) => {
    const ticks = ticksOf(span);
    expect(ticks.length).toBeGreaterThanOrEqual(4);
    expect(ticks.length).toBeLessThanOrEqual(8);
  });
});
