import { expect, test } from 'vitest';
import type { NodeKind } from '#lib/contracts/graph.ts';
import { testNode } from '#lib/testing/graph-node.ts';
import { storedHow } from './storage.ts';

const node = (materialized: string, config: Record<string, unknown> = {}, kind: NodeKind = 'model') =>
  testNode('model.p.a', { kind, materialized, config });

test('an incremental model says how and on what, with the defaults of dbt-postgres', () => {
  expect(storedHow(node('incremental'))).toBe('incremental: append');
  expect(storedHow(node('incremental', { unique_key: 'id' }))).toBe('incremental: delete+insert on id');
  expect(storedHow(node('incremental', { unique_key: ['a', 'b'], incremental_strategy: 'merge' }))).toBe(
    'incremental: merge on a, b',
  );
  const batches = { incremental_strategy: 'microbatch', batch_size: 'hour', event_time: 'at' };
  expect(storedHow(node('incremental', batches))).toBe('incremental: microbatch by hour of at');
});

test('a snapshot says whose history it keeps, and what makes a version', () => {
  const timed = { strategy: 'timestamp', updated_at: 'changed_at', unique_key: 'id' };
  expect(storedHow(node('snapshot', timed, 'snapshot'))).toBe(
    'one history for each id, a new version when changed_at changes',
  );
  const checked = { strategy: 'check', check_cols: 'all', unique_key: 'id' };
  expect(storedHow(node('snapshot', checked, 'snapshot'))).toBe(
    'one history for each id, a new version when any column changes',
  );
});

test('others by their own name', () => {
  expect(storedHow(node('materialized_view'))).toBe('materialized view');
  expect(storedHow(node('my_own'))).toBe('my own');
});
