import { expect, test } from 'vitest';
import { peersAt, peersOf } from './peers.ts';

const mateo = { person: { id: 'm', name: 'Mateo', colour: 1 } };

test('each other person once, also with two tabs; never oneself, never a state nobody stamped', () => {
  const states = new Map<number, unknown>([
    [1, { person: { id: 'me', name: 'Lena', colour: 5 }, path: 'a.sql' }],
    [2, { person: { id: 'me', name: 'Lena', colour: 5 } }],
    [3, { ...mateo, path: 'b.sql' }],
    [4, mateo],
    [5, { path: 'c.sql' }],
    [6, { person: { id: 'x', name: 'X', colour: 99 } }],
  ]);
  expect(peersOf(states, 1, 'me')).toEqual([{ id: 'm', name: 'Mateo', colour: 1, path: 'b.sql' }]);
});

test('the tab that says where its person is counts, wherever it comes', () => {
  const at = { ...mateo, nodeId: 'model.shop.b' };
  for (const order of [
    [at, mateo],
    [mateo, at],
  ]) {
    const states = new Map<number, unknown>(order.map((state, client) => [client + 10, state]));
    expect(peersOf(states, 1, 'me')).toEqual([{ id: 'm', name: 'Mateo', colour: 1, nodeId: 'model.shop.b' }]);
  }
});

test('who looks at a node in the graph, or at its file where no node is named, is at it', () => {
  const node = { id: 'model.shop.a', path: 'models/a.sql' };
  const peer = (id: string, place: object) => ({ id, name: id, colour: 1, ...place });
  const peers = [
    peer('graph', { nodeId: 'model.shop.a', path: 'models/a.sql' }),
    peer('file', { path: 'models/a.sql' }),
    peer('other', { nodeId: 'model.shop.b', path: 'models/a.sql' }),
    peer('board', {}),
  ];
  expect(peersAt(peers, node).map(({ id }) => id)).toEqual(['graph', 'file']);
});
