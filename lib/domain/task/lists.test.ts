import { expect, it } from 'vitest';
import { listsAfter } from './lists.ts';

const item = (id: string, text = id, done = false) => ({ id, text, done });
const link = (nodeId: string, column = '') => ({ nodeId: `model.shop.${nodeId}`, column });
const lists = { checklist: [item('a'), item('b')], links: [link('orders')] };

it('changes a list by the line, so that two people who see the same list both have their way', () => {
  const ticked = listsAfter(lists, { lines: [{ id: 'a', done: true }] });
  if (!ticked.ok) throw new Error(ticked.problem.message);
  const both = listsAfter({ ...lists, ...ticked.value }, { lines: [{ id: 'b', text: 'better' }, item('c')] });
  expect(both).toEqual({ ok: true, value: { checklist: [item('a', 'a', true), item('b', 'better'), item('c')] } });
});

it('brings no line back that somebody took away', () => {
  const lines = [
    { id: 'a', gone: true as const },
    { id: 'a', done: true },
    { id: 'a', text: 'late' },
  ];
  expect(listsAfter(lists, { lines })).toEqual({ ok: true, value: { checklist: [item('b')] } });
});

it('links and unlinks one node or column at a time, each once', () => {
  expect(listsAfter(lists, { link: link('orders') })).toEqual({ ok: true, value: { links: lists.links } });
  expect(listsAfter(lists, { link: link('orders', 'id'), unlink: link('orders') })).toEqual({
    ok: true,
    value: { links: [link('orders', 'id')] },
  });
  expect(listsAfter(lists, {})).toEqual({ ok: true, value: {} });
});

it('refuses the line that is one too many', () => {
  const checklist = Array.from({ length: 100 }, (_, at) => item(String(at)));
  const refused = listsAfter({ ...lists, checklist }, { lines: [item('more')] });
  expect(refused).toMatchObject({ ok: false, problem: { code: 'task.too_long' } });
});
