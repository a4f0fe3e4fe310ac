import { describe, expect, test } from 'vitest';
import { EMPTY_RUN, type LiveRun } from '#components/runs/live.ts';
import { trainingProgress } from '#lib/contracts/train.ts';
import { phaseOf, splitRows, splitWords, stagesOf } from './phase.ts';

const nothing = { chosen: undefined, run: undefined, nodeId: 'n', trained: false, fresh: false };
const run = (status: LiveRun['status']): LiveRun => ({ ...EMPTY_RUN, status });

describe('which phase the screen opens on', () => {
  test.each([
    ['never trained', nothing, 'check'],
    ['trained and fresh', { ...nothing, trained: true, fresh: true }, 'result'],
    ['trained, text changed since', { ...nothing, trained: true }, 'check'],
    ['a run goes on', { ...nothing, run: run('running') }, 'train'],
    ['a run is over', { ...nothing, run: run('failed') }, 'check'],
    ['what was chosen stands', { ...nothing, chosen: 'check' as const, run: run('running') }, 'check'],
    ['Train without a run has nothing to show', { ...nothing, chosen: 'train' as const }, 'check'],
  ])('%s', (_, facts, phase) => expect(phaseOf(facts)).toBe(phase));
});

describe('the stages of a training', () => {
  const states = (progress: object | undefined, end: 'going' | 'done' | 'failed' = 'going') =>
    stagesOf(progress && trainingProgress.parse(progress), end).map(({ state }) => state);
  test('before the first word all come', () => expect(states(undefined)).toEqual(['next', 'next', 'next', 'next']));
  test('scoring a fold is still fitting', () =>
    expect(states({ phase: 'score' })).toEqual(['past', 'now', 'next', 'next']));
  test('a stop keeps the stage it stopped in', () =>
    expect(states({ phase: 'refit' }, 'failed')).toEqual(['past', 'past', 'failed', 'next']));
  test('done is past', () => expect(states({ phase: 'store' }, 'done')).toEqual(['past', 'past', 'past', 'past']));
  test('half of the third of five folds is half of the work', () =>
    expect(
      stagesOf(trainingProgress.parse({ phase: 'fit', fold: 3, folds: 5, iteration: 50, iterations: 100 }), 'going')[1],
    ).toMatchObject({
      fraction: 0.5,
      note: 'fold 3 of 5',
    }));
});

describe('the picture of the split', () => {
  test('time never validates before what it fitted', () => {
    for (const { parts } of splitRows({ strategy: 'time', folds: 5 })) {
      expect(parts.map(({ role }) => role)).toEqual(['fit', 'validate']);
      expect(parts[1]?.from).toBe(parts[0]?.to);
    }
  });
  test('k folds validate every row once', () => {
    const validated = splitRows({ strategy: 'kfold', folds: 4 }).flatMap(({ parts }) =>
      parts.filter(({ role }) => role === 'validate'),
    );
    expect(validated.reduce((sum, { from, to }) => sum + to - from, 0)).toBeCloseTo(1);
  });
  test('words', () => {
    expect(splitWords({ strategy: 'time', folds: 5, column: 'sched_dep' })).toBe('5 folds that grow with sched_dep');
    expect(splitWords({ test_size: 0.2 })).toBe('one part of the rows is held out');
  });
});
