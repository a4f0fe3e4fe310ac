import { expect, test } from 'vitest';
import { graphNode, type NodeKind } from '#lib/contracts/graph.ts';
import { canRefresh, graphKey, trainWish, wishOf } from './commands.ts';

const node = (id: string, kind: NodeKind) =>
  graphNode.parse({
    id,
    kind,
    name: id.split('.').at(-1),
    path: 'x.sql',
    folder: '',
    materialized: 'table',
    description: '',
    tags: [],
    columns: [],
    dependsOn: [],
    enabled: true,
    checksum: '',
  });
const press = (key: string, held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) =>
  graphKey({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });

test('actions become selections of dbt', () => {
  const model = node('model.p.stg', 'model');
  expect(wishOf('run', model)).toEqual({ command: 'build', select: ['stg'] });
  expect(wishOf('run-upstream', model)?.select).toEqual(['+stg']);
  expect(wishOf('run-downstream', node('source.p.nyc.flights', 'source'))?.select).toEqual(['source:nyc.flights+']);
  expect(wishOf('run', node('model.p.learn', 'train'))?.command).toBe('train');
  expect(wishOf('open', model)).toBeUndefined();
});

test('a full refresh is offered where it builds another way, unless the config forbids it', () => {
  const incremental = { ...node('model.p.inc', 'model'), materialized: 'incremental' };
  expect(wishOf('full-refresh', incremental)).toEqual({ command: 'build', select: ['inc'], fullRefresh: true });
  expect(canRefresh(incremental)).toBe(true);
  expect(canRefresh({ ...incremental, config: { full_refresh: false } })).toBe(false);
  expect(canRefresh(node('model.p.t', 'model'))).toBe(false);
  expect(canRefresh({ ...node('snapshot.p.s', 'snapshot'), materialized: 'snapshot' })).toBe(false);
});

test('keys of the graph', () => {
  expect(press('ArrowLeft')).toEqual({ type: 'walk', direction: 'left' });
  expect(press('F10', { shiftKey: true })).toEqual({ type: 'menu' });
  expect(press('F10')).toBeUndefined();
  expect(press('Enter', { metaKey: true, shiftKey: true })).toEqual({ type: 'act', action: 'run-upstream' });
  expect(press('f', { ctrlKey: true })).toBeUndefined();
});

test('training builds what is missing above and nothing that is fresh', () => {
  const upstream = [node('source.p.nyc.flights', 'source'), node('model.p.stg', 'model'), node('model.p.fct', 'model')];
  const views = new Map([['model.p.stg', { status: 'fresh' as const }]]);
  expect(trainWish(node('model.p.learn', 'train'), upstream, views)).toEqual({
    command: 'train',
    select: ['fct', 'learn'],
  });
});
