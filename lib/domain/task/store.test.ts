import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Access } from '#lib/access/access.ts';
import type { Result } from '#lib/contracts/problem.ts';
import { newTask } from '#lib/contracts/task.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, createTestProject, joinProject, type TestPerson, testSecret } from '#lib/testing/project.ts';
import { readBoard } from './card-store.ts';
import { changeTask, createTask, moveTask } from './change-store.ts';
import { addComment, deleteComment, editComment, resolveComment } from './comment-store.ts';
import { markRead, readInbox } from './inbox-store.ts';
import { letterOf } from './mail-store.ts';
import { createObjective, setWipLimits } from './objective-store.ts';
import { readTask } from './read-store.ts';
import { releaseTasks } from './release-store.ts';

let database: TestDatabase;
let ann: TestPerson;
let bob: TestPerson;
let eve: TestPerson;
let asAnn: Access;
let asBob: Access;
let asViewer: Access;
let asOther: Access;

beforeAll(async () => {
  database = await createTestDatabase('control');
  process.env.DATABASE_URL = database.url;
  process.env.INSITU_SECRET = testSecret;
  [ann, bob, eve] = [await createPerson('Ann', true), await createPerson('Bob'), await createPerson('Eve')];
  const shop = await createTestProject('shop', new Map());
  const other = await createTestProject('other', new Map());
  asAnn = (await joinProject(ann, shop, 'owner')).access;
  asBob = (await joinProject(bob, shop, 'editor')).access;
  asViewer = (await joinProject(eve, shop, 'viewer')).access;
  asOther = (await joinProject(eve, other, 'owner')).access;
});

afterAll(async () => {
  await disconnectControl();
  await database.drop();
});

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.problem.code);

async function make(title: string, more: object = {}) {
  const { number } = value(await createTask(asAnn, newTask.parse({ title, ...more })));
  return value(await readTask(asAnn, number));
}

const idOf = ({ caller }: TestPerson): string => caller.person.id;
const order = async (state: string): Promise<string[]> =>
  (await readBoard(asAnn)).tasks.filter((task) => task.state === state).map(({ title }) => title);

describe('tasks', () => {
  it('count from 1 without a gap, and remember every change', async () => {
    const first = await make('Late rate');
    const second = await make('Runway load', {
      hypothesis: 'Busy runways delay.',
      due: '2026-12-24',
      expectedLift: 0.003,
    });
    expect([first.number, second.number]).toEqual([1, 2]);
    value(await changeTask(asBob, second.id, { title: 'Runway load per hour', assigneeId: idOf(bob), due: null }));
    const changed = value(await readTask(asAnn, 2));
    expect(changed).toMatchObject({ title: 'Runway load per hour', revision: 2, assignee: { name: 'Bob' } });
    expect(changed.due).toBeUndefined();
    expect(changed.history.map(({ field, from, to, by }) => [field, from, to, by.name])).toEqual([
      ['due', '2026-12-24', null, 'Bob'],
      ['assigneeId', null, idOf(bob), 'Bob'],
      ['title', 'Runway load', 'Runway load per hour', 'Bob'],
      ['created', null, 'Runway load', 'Ann'],
    ]);
  });

  it('are those of their project alone', async () => {
    const task = await make('Secret');
    expect(codeOf(await changeTask(asOther, task.id, { title: 'Mine' }))).toBe('task.missing');
    expect(codeOf(await readTask(asOther, task.number))).toBe('task.missing');
    expect(codeOf(await addComment(asOther, { taskId: task.id, text: 'x' }))).toBe('task.missing');
    const { objectiveId } = value(await createObjective(asOther, { name: 'o', target: '', grain: '', metric: '' }));
    expect(codeOf(await changeTask(asAnn, task.id, { objectiveId }))).toBe('objective.missing');
  });

  it('are given to owners and editors only', async () => {
    const task = await make('For whom');
    expect(codeOf(await changeTask(asAnn, task.id, { assigneeId: idOf(eve) }))).toBe('task.not_editor');
  });

  it('become theirs who start what is nobody’s, all of it or nothing', async () => {
    value(await setWipLimits(asAnn, { in_progress: 1 }));
    const [free, full] = [await make('Free', { state: 'ready' }), await make('Full', { state: 'ready' })];
    const start = (as: Access, { id }: { id: string }, revision = 1) =>
      moveTask(as, { taskId: id, revision, state: 'in_progress', take: true });
    value(await start(asBob, free));
    expect(value(await readTask(asAnn, free.number))).toMatchObject({
      state: 'in_progress',
      assignee: { name: 'Bob' },
    });
    expect(codeOf(await start(asBob, full))).toBe('task.full');
    expect(value(await readTask(asAnn, full.number)).assignee).toBeUndefined();
    value(await setWipLimits(asAnn, {}));
    // Given to somebody meanwhile: it is not taken from them.
    value(await changeTask(asAnn, full.id, { assigneeId: idOf(bob) }));
    expect(codeOf(await start(asAnn, full))).toBe('task.changed');
    value(await start(asAnn, full, 2));
    expect(value(await readTask(asAnn, full.number)).assignee).toMatchObject({ name: 'Bob' });
  });

  it('keep their people while their state asks for them', async () => {
    const task = await make('Manned', { assigneeId: idOf(ann), reviewerId: idOf(bob), state: 'in_progress' });
    expect(codeOf(await changeTask(asAnn, task.id, { assigneeId: null }))).toBe('task.nobody');
    value(await changeTask(asAnn, task.id, { assigneeId: idOf(bob), reviewerId: null }));
    value(await changeTask(asAnn, task.id, { assigneeId: idOf(ann), reviewerId: idOf(bob) }));
    value(await moveTask(asAnn, { taskId: task.id, revision: 3, state: 'in_review' }));
    expect(codeOf(await changeTask(asAnn, task.id, { reviewerId: null }))).toBe('task.no_reviewer');
    const { people } = value(await readTask(asAnn, task.number));
    expect(people.map(({ name }) => name).sort()).toEqual(['Ann', 'Bob']);
  });

  it('leave the hands of who can do them no more, and keep the names of what is over', async () => {
    const dan = await createPerson('Dan');
    const asDan = (await joinProject(dan, { id: asAnn.project.id, slug: 'shop' }, 'editor')).access;
    const mine = { assigneeId: idOf(dan), reviewerId: idOf(ann) };
    const doing = await make('Doing', { ...mine, state: 'in_progress' });
    const over = await make('Over', { ...mine, state: 'in_model' });
    const reviewed = await make('Reviewed', { assigneeId: idOf(ann), reviewerId: idOf(dan), state: 'in_review' });
    expect(asDan.role).toBe('editor');
    await control().$transaction((tx) => releaseTasks(tx, asAnn, idOf(dan)));
    const now = async ({ number }: { number: number }) => value(await readTask(asAnn, number));
    expect(await now(doing)).toMatchObject({ state: 'ready', revision: 2, reviewer: { name: 'Ann' } });
    expect((await now(doing)).assignee).toBeUndefined();
    expect((await now(doing)).history.map(({ field, from, to }) => [field, from, to]).slice(0, 2)).toEqual([
      ['assigneeId', idOf(dan), null],
      ['state', 'in_progress', 'ready'],
    ]);
    expect((await now(doing)).people.map(({ name }) => name)).toContain('Dan');
    expect(await now(over)).toMatchObject({ revision: 1, assignee: { name: 'Dan' } });
    expect(await now(reviewed)).toMatchObject({ state: 'in_review', assignee: { name: 'Ann' } });
    expect((await now(reviewed)).reviewer).toBeUndefined();
    value(await moveTask(asAnn, { taskId: doing.id, revision: 2, state: 'pruned' }));
  });

  it('keep what two people change in one list at once', async () => {
    const task = await make('Two at once');
    const lines = ['x', 'y'].map((id) => ({ id, text: id, done: false }));
    value(await changeTask(asAnn, task.id, { lines }));
    const both = [changeTask(asAnn, task.id, { lines: [{ id: 'x', done: true }] })];
    both.push(changeTask(asBob, task.id, { lines: [{ id: 'y', done: true }] }));
    for (const done of await Promise.all(both)) value(done);
    const { checklist } = value(await readTask(asAnn, task.number));
    expect(checklist.map(({ done }) => done)).toEqual([true, true]);
  });

  it('link nodes and columns, each once', async () => {
    const link = { nodeId: 'model.shop.orders', column: 'amount' };
    const task = await make('Linked', { links: [link, link, { nodeId: 'model.shop.orders' }] });
    expect(task.links).toEqual([{ nodeId: 'model.shop.orders', column: '' }, link]);
  });
});

describe('the board', () => {
  it('keeps one order, also when cards go between the same two many times', async () => {
    const [a, b] = [await make('a', { state: 'ready' }), await make('b', { state: 'ready' })];
    const moved = await make('m');
    for (let round = 0; round < 40; round += 1) {
      const { revision } = value(await readTask(asAnn, moved.number));
      const side = round % 2 === 0 ? { after: a.id } : { before: b.id };
      value(await moveTask(asAnn, { taskId: moved.id, revision, state: 'ready', ...side }));
      const low = await make(`low ${round}`);
      value(await moveTask(asAnn, { taskId: low.id, revision: 1, state: 'ready', after: a.id }));
    }
    const titles = await order('ready');
    expect(titles[0]).toBe('a');
    expect(titles.at(-1)).toBe('b');
    expect(titles[1]).toBe('low 39');
  });

  it('tells the second of two who move one card, and keeps what the first did', async () => {
    const card = await make('dragged', { state: 'ready' });
    const results = await Promise.all([
      moveTask(asAnn, { taskId: card.id, revision: 1, state: 'idea' }),
      moveTask(asBob, { taskId: card.id, revision: 1, state: 'pruned' }),
    ]);
    expect(results.map(codeOf).sort()).toEqual(['ok', 'task.changed']);
    expect(value(await readTask(asAnn, card.number)).revision).toBe(2);
  });

  it('lets no two fill the last place at once', async () => {
    value(await setWipLimits(asAnn, { checking: 1 }));
    const cards = await Promise.all(['x', 'y', 'z'].map((title) => make(title, { state: 'ready' })));
    const results = await Promise.all(
      cards.map(({ id }) => moveTask(asAnn, { taskId: id, revision: 1, state: 'checking' })),
    );
    expect(results.map(codeOf).sort()).toEqual(['ok', 'task.full', 'task.full']);
    expect(await order('checking')).toHaveLength(1);
    value(await setWipLimits(asAnn, {}));
  });
});

describe('inboxes', () => {
  it('tell who is assigned, mentioned and asked to review, never of one’s own doing', async () => {
    value((await readInbox(bob.caller)) && { ok: true, value: null });
    await markRead(bob.caller, undefined);
    const task = await make('Told', { assigneeId: idOf(ann), reviewerId: idOf(bob), state: 'in_progress' });
    value(await moveTask(asAnn, { taskId: task.id, revision: 1, state: 'in_review' }));
    value(await addComment(asAnn, { taskId: task.id, text: 'Does it cross midnight, @Bob?' }));
    const { items, unread } = await readInbox(bob.caller);
    expect(unread).toBe(2);
    expect(items.slice(0, 2).map(({ kind, by, text }) => [kind, by?.name, text])).toEqual([
      ['mentioned', 'Ann', 'Does it cross midnight, @Bob?'],
      ['review_wanted', 'Ann', ''],
    ]);
    await markRead(bob.caller, [items[0]?.id ?? '']);
    expect((await readInbox(bob.caller)).unread).toBe(1);
    // Who comes to review what waits for it already hears of it as well.
    const waits = await make('Waits', { assigneeId: idOf(ann), reviewerId: idOf(bob), state: 'in_review' });
    const [wanted] = (await readInbox(bob.caller)).items;
    expect([wanted?.kind, wanted?.task?.number]).toEqual(['review_wanted', waits.number]);
    await markRead(bob.caller, [wanted?.id ?? '']);
    expect((await readInbox(ann.caller)).items).toEqual([]);
  });

  it('become letters until they are read', async () => {
    const item = await control().inboxItem.findFirstOrThrow({ where: { personId: idOf(bob), readAt: null } });
    expect(await letterOf(item.id, 'http://insitu.test')).toMatchObject({ to: 'bob@example.org' });
    await markRead(bob.caller, undefined);
    expect(await letterOf(item.id, 'http://insitu.test')).toBeUndefined();
    const jobs = await onServer(database.url, (client) =>
      client.query("select count(*)::int as n from graphile_worker.jobs where task_identifier = 'mail'"),
    );
    expect(jobs.rows[0].n).toBeGreaterThan(0);
  });
});

describe('discussions', () => {
  it('are edited by who wrote them, taken away by them or an owner, resolved by anyone who edits', async () => {
    const task = await make('Discussed', { assigneeId: idOf(ann) });
    const said = value(await addComment(asViewer, { taskId: task.id, text: '<script>alert(1)</script>' }));
    const answer = value(await addComment(asBob, { taskId: task.id, parentId: said.commentId, text: 'No.' }));
    expect(codeOf(await editComment(asBob, said.commentId, 'mine'))).toBe('access.comment');
    expect(codeOf(await deleteComment(asBob, said.commentId))).toBe('access.comment');
    expect(codeOf(await addComment(asBob, { taskId: task.id, parentId: 'elsewhere', text: 'x' }))).toBe(
      'comment.missing',
    );
    value(await editComment(asBob, answer.commentId, 'Yes.'));
    value(await resolveComment(asAnn, said.commentId, true));
    value(await deleteComment(asAnn, answer.commentId));
    const { discussion } = value(await readTask(asAnn, task.number));
    expect(discussion).toMatchObject([
      { by: { name: 'Eve' }, text: '<script>alert(1)</script>', deleted: false, resolvedAt: expect.any(String) },
      { parentId: said.commentId, text: '', deleted: true },
    ]);
    expect((await readInbox(ann.caller)).items.some(({ kind }) => kind === 'commented')).toBe(true);
  });
});
