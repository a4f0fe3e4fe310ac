import { describe, expect, it } from 'vitest';
import { nodeId } from '#lib/contracts/ids.ts';
import { taskCard } from '#lib/contracts/task.ts';
import { boardColumns, stepTo } from './columns.ts';
import { dueWords, readView, shownTasks, tasksOnFiles, todayOf, viewSearch } from './view.ts';

const person = (id: string) => ({ id, name: id, email: `${id}@example.org`, colour: 1 });
const card = (number: number, more: object = {}) =>
  taskCard.parse({
    id: String(number),
    number,
    title: `Task ${number}`,
    hypothesis: '',
    state: 'ready',
    blockedBy: '',
    position: number,
    revision: 1,
    checklist: { done: 0, of: 0 },
    links: [],
    comments: 0,
    updatedAt: '2026-11-28T12:00:00Z',
    ...more,
  });

describe('a view of the board', () => {
  it('is its address and back', () => {
    const view = {
      view: 'list',
      group: 'person',
      find: 'late & slow',
      person: 'ann',
      objective: 'o',
      task: 23,
    } as const;
    expect(readView(new URLSearchParams(viewSearch(view)))).toEqual(view);
    expect(viewSearch(readView(new URLSearchParams('view=nonsense&task=-1')))).toBe('');
  });

  const tasks = [
    card(1, { title: 'Late rate', assignee: person('ann') }),
    card(2, { links: [{ nodeId: 'model.shop.late_orders', column: '' }], reviewer: person('ann'), state: 'in_review' }),
    card(3, { assignee: person('ann'), state: 'in_model' }),
    card(4, { reviewer: person('ann') }),
  ];
  const numbers = (search: string) =>
    shownTasks(tasks, readView(new URLSearchParams(search)), 'ann').map(({ number }) => number);

  it('finds words in titles and in names of nodes', () => {
    expect(numbers('find=LATE')).toEqual([1, 2]);
    expect(numbers('find=ft-3')).toEqual([3]);
  });
  it('filters by person, and by nobody', () => {
    expect(numbers('person=ann')).toEqual([1, 3]);
    expect(numbers('person=nobody')).toEqual([2, 4]);
  });
  it('calls mine what I do and what waits for my review', () => {
    expect(numbers('view=mine')).toEqual([1, 2]);
    expect(numbers('view=mine&person=bob')).toEqual([1, 2]);
  });
});

it('says which open tasks work on the nodes of some files', () => {
  const link = [{ nodeId: 'model.shop.late', column: 'amount' }];
  const tasks = [card(1, { links: link }), card(2, { links: link, state: 'in_model' }), card(3)];
  const nodes = [{ id: nodeId.parse('model.shop.late'), path: 'models/late.sql' }];
  expect(tasksOnFiles(tasks, nodes, ['models/late.sql', 'x.sql']).map(({ number }) => number)).toEqual([1]);
  expect(tasksOnFiles(tasks, nodes, ['x.sql'])).toEqual([]);
});

describe('the board by person', () => {
  const [ann, bob, eve] = ['ann', 'bob', 'eve'].map((id) => taskCard.shape.assignee.unwrap().parse(person(id)));
  if (!ann || !bob || !eve) throw new Error('people');
  const tasks = [card(1, { assignee: person('ann') }), card(2, { assignee: person('eve'), state: 'in_model' })];
  const columns = boardColumns(tasks, {}, 'person', [ann, bob]);

  it('has a place to put a card for everyone who can take it, and none for who has left without work', () => {
    expect(columns.map(({ id, count }) => [id, count])).toEqual([
      ['nobody', 0],
      ['ann', 1],
      ['bob', 0],
    ]);
    expect(columns.map(({ groups }) => groups.length)).toEqual([1, 1, 1]);
  });
  it('gives a card to the next person by ⇧arrow', () => {
    const [nobody, anns, bobs] = columns;
    const task = tasks[0];
    if (!nobody || !anns || !bobs || !task) throw new Error('columns');
    expect(stepTo(columns, anns, task, 'ArrowRight', true)).toEqual({ type: 'assign', personId: 'bob' });
    expect(stepTo(columns, anns, task, 'ArrowLeft', true)).toEqual({ type: 'assign', personId: null });
    expect(stepTo(columns, bobs, task, 'ArrowRight', true)).toBeUndefined();
  });
});

it('a due date says today, a day, and whether it is over', () => {
  expect(dueWords('2026-11-28', '2026-11-28')).toEqual({ text: 'today', over: false });
  expect(dueWords('2026-11-27', '2026-11-28')).toEqual({ text: '27 Nov', over: true });
  expect(dueWords('2027-01-02', '2026-11-28')).toEqual({ text: '2 Jan 2027', over: false });
  expect(todayOf(new Date(2026, 0, 5).getTime())).toBe('2026-01-05');
});
