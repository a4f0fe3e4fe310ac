import { describe, expect, test } from 'vitest';
import { graphNode, type NodeState, nodeState, type ProjectGraph } from '#lib/contracts/graph.ts';
import { randomFrom } from '#lib/testing/random.ts';
import { type LiveState, mergeStates } from './states.ts';

type Draft = { id: string; up?: string[]; kind?: string; materialized?: string; checksum?: string };

function graphOf(...drafts: Draft[]): ProjectGraph {
  const nodes = drafts.map(({ id, up = [], kind = 'model', materialized = 'table', checksum = 'c1' }) =>
    graphNode.parse({
      id,
      kind,
      name: id,
      path: `models/${id}.sql`,
      folder: 'models',
      materialized,
      description: '',
      tags: [],
      columns: [],
      dependsOn: up,
      enabled: true,
      checksum,
    }),
  );
  return { projectName: 'p', nodes, problems: [] };
}
const built = (id: string, more: Partial<Record<keyof NodeState, unknown>> = {}): NodeState =>
  nodeState.parse({ id, status: 'fresh', checksum: 'c1', at: '2026-01-01T00:00:00Z', ...more });
const none = new Map<string, LiveState>();
const statusOf = (graph: ProjectGraph, states: NodeState[], live: ReadonlyMap<string, LiveState> = none) =>
  Object.fromEntries([...mergeStates(graph, states, live).views].map(([id, view]) => [id, view.status]));

test('a view that says the same stays the same object, and so does the whole', () => {
  const before = mergeStates(graphOf({ id: 'a' }, { id: 'b' }), [], none);
  expect(mergeStates(graphOf({ id: 'a' }, { id: 'b' }), [], none, before).views).toBe(before.views);
  const a = built('a');
  const after = mergeStates(graphOf({ id: 'a' }, { id: 'b' }), [a], none, before);
  expect(after.views.get('a')).toMatchObject({ status: 'fresh', built: a });
  expect(after.views.get('b')).toBe(before.views.get('b'));
  expect([...mergeStates(graphOf({ id: 'a' }), [a], none, after).views.keys()]).toEqual(['a']);
});

test('after any edits, what is merged from what was merged before is what is merged from nothing', () => {
  const random = randomFrom(20261129);
  const pick = <T>(first: T, ...more: readonly T[]): T => more[Math.floor(random() * (more.length + 1)) - 1] ?? first;
  let merged = mergeStates(graphOf(), [], none);
  for (let edit = 0; edit < 300; edit += 1) {
    const drafts = ['a', 'b', 'c', 'd', 'e']
      .filter(() => random() < 0.9)
      .map((id, at, all) => ({
        id,
        up: all.slice(0, at).filter(() => random() < 0.4),
        materialized: pick('table', 'table', 'view', 'ephemeral'),
        checksum: pick('c1', 'c1', 'c2'),
      }));
    const graph = graphOf(...drafts);
    const states = drafts
      .filter(() => random() < 0.8)
      .map(({ id }) =>
        built(id, {
          at: pick('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'),
          status: pick('fresh', 'fresh', 'failed'),
        }),
      );
    const live = new Map<string, LiveState>(
      random() < 0.3 ? [['a', { status: pick('running', 'fresh'), checksum: 'c1' }]] : [],
    );
    merged = mergeStates(graph, states, live, merged);
    expect(merged.views).toEqual(mergeStates(graph, states, live).views);
  }
});

describe('what makes a node stale', () => {
  const chain = graphOf({ id: 'a' }, { id: 'b', up: ['a'] }, { id: 'c', up: ['b'] });

  test('same checksums all the way: fresh', () =>
    expect(statusOf(chain, [built('a'), built('b'), built('c')])).toEqual({ a: 'fresh', b: 'fresh', c: 'fresh' }));

  test('another text at the top reaches the bottom', () => {
    const merged = mergeStates(chain, [built('a', { checksum: 'old' }), built('b'), built('c')], none);
    expect(merged.views.get('a')).toMatchObject({ status: 'stale', reason: 'text changed' });
    expect(merged.views.get('b')).toMatchObject({ status: 'stale', reason: 'upstream changed', detail: 'a changed' });
    expect(merged.views.get('c')).toMatchObject({ status: 'stale', detail: 'b changed' });
  });

  test('a node without a relation is new, and what reads it is stale', () =>
    expect(statusOf(chain, [built('b'), built('c')])).toEqual({ a: 'new', b: 'stale', c: 'stale' }));

  test('an upstream table built later', () =>
    expect(statusOf(chain, [built('a', { at: '2026-01-02T00:00:00Z' }), built('b'), built('c')])).toEqual({
      a: 'fresh',
      b: 'stale',
      c: 'stale',
    }));

  test('a view shows young data and stays fresh; the table behind it does not', () => {
    const viewed = graphOf({ id: 'a' }, { id: 'v', up: ['a'], materialized: 'view' }, { id: 't', up: ['v'] });
    expect(statusOf(viewed, [built('a', { at: '2026-01-02T00:00:00Z' }), built('v'), built('t')])).toEqual({
      a: 'fresh',
      v: 'fresh',
      t: 'stale',
    });
  });

  test('an ephemeral node is as fresh as what it reads, sources are always', () => {
    const mixed = graphOf(
      { id: 's', kind: 'source', materialized: 'source' },
      { id: 'e', up: ['s'], materialized: 'ephemeral' },
    );
    expect(statusOf(mixed, [])).toEqual({ s: 'fresh', e: 'fresh' });
  });

  test('a cycle does not hang', () =>
    expect(statusOf(graphOf({ id: 'a', up: ['b'] }, { id: 'b', up: ['a'] }), [])).toEqual({ a: 'new', b: 'new' }));
});

describe('a run that is going on', () => {
  const pair = graphOf({ id: 'a', checksum: 'c2' }, { id: 'b', up: ['a'] });

  test('running stands above stale', () => {
    const live = new Map<string, LiveState>([['a', { status: 'running', fraction: 0.62, detail: '62 %' }]]);
    expect(mergeStates(pair, [built('a'), built('b')], live).views.get('a')).toMatchObject({
      status: 'running',
      fraction: 0.62,
      reason: '62 %',
    });
  });

  test('a step that ended well turns its node fresh before the server says so', () => {
    const live = new Map<string, LiveState>([
      ['a', { status: 'fresh', checksum: 'c2', rows: 7, at: '2026-01-03T00:00:00Z' }],
      ['b', { status: 'fresh', checksum: 'c1', at: '2026-01-03T00:00:01Z' }],
    ]);
    const merged = mergeStates(pair, [built('a'), built('b')], live);
    expect(merged.views.get('a')).toMatchObject({ status: 'fresh', built: { rows: 7 } });
    expect(merged.views.get('b')?.status).toBe('fresh');
  });

  test('a model built in part says why, and what reads it is stale', () => {
    const live = new Map<string, LiveState>([
      [
        'a',
        { status: 'partial', checksum: 'c2', problem: { code: 'x', severity: 'error', message: '3 of 4 batches' } },
      ],
    ]);
    const merged = mergeStates(pair, [built('a'), built('b')], live);
    expect(merged.views.get('a')).toMatchObject({
      status: 'partial',
      reason: '3 of 4 batches',
      built: { checksum: 'c2' },
    });
    expect(merged.views.get('b')).toMatchObject({ status: 'stale', reason: 'upstream built in part' });
  });
  test('a failed step keeps the checksum of the relation that stayed', () => {
    const live = new Map<string, LiveState>([
      ['a', { status: 'failed', checksum: 'c2', problem: { code: 'x', severity: 'error', message: 'no\nmore' } }],
    ]);
    const merged = mergeStates(pair, [built('a'), built('b')], live);
    expect(merged.views.get('a')).toMatchObject({ status: 'failed', reason: 'no', built: { checksum: 'c1' } });
    expect(merged.views.get('b')?.status).toBe('stale');
  });
});
