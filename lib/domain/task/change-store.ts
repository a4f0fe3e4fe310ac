import type { Access } from '#lib/access/access.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import {
  checklistItem,
  type NewTask,
  type TaskFields,
  type TaskMove,
  type TaskState,
  wipLimits,
} from '#lib/contracts/task.ts';
import { type ControlTransaction, control, type Prisma } from '#lib/db/control/client.ts';
import { tellProject } from '#lib/db/control/notify.ts';
import { ensureQueue } from '#lib/db/control/queue.ts';
import { lockBoard, record } from './board-store.ts';
import { changesOf } from './changes.ts';
import { tellChange } from './inbox-store.ts';
import { listsAfter } from './lists.ts';
import { between, spread } from './position.ts';
import { mayMove, mayStay, missingTask, sharesLimit } from './states.ts';

const include = { links: true } satisfies Prisma.FeatureTaskInclude;
type TaskRow = Prisma.FeatureTaskGetPayload<{ include: typeof include }>;

async function alone<T>(access: Access, work: (tx: ControlTransaction) => Promise<Result<T>>): Promise<Result<T>> {
  await ensureQueue();
  return control().$transaction(async (tx) => {
    await lockBoard(tx, access.project.id);
    return work(tx);
  });
}

/** Makes a task, at the foot of its column. */
export const createTask = (
  access: Access,
  { state, links = [], ...fields }: NewTask,
): Promise<Result<{ number: number }>> =>
  alone(access, async (tx) => {
    const projectId = access.project.id;
    const known = await checkReferences(tx, access, fields);
    if (!known.ok) return known;
    const allowed = await checkMove(tx, access, {
      from: 'idea',
      to: state,
      assigneeId: fields.assigneeId ?? null,
      reviewerId: fields.reviewerId ?? null,
    });
    if (!allowed.ok) return allowed;
    const last = await tx.featureTask.aggregate({ where: { projectId, state }, _max: { position: true } });
    const { lastTask: number } = await tx.project.update({
      where: { id: projectId },
      data: { lastTask: { increment: 1 } },
      select: { lastTask: true },
    });
    const task = await tx.featureTask.create({
      data: {
        ...columnsOf(fields),
        title: fields.title,
        projectId,
        number,
        state,
        creatorId: access.person.id,
        position: between(last._max.position ?? undefined, undefined) ?? 0,
        links: { create: unique(links) },
      },
      include,
    });
    await record(tx, access, task, [{ field: 'created', from: null, to: fields.title }]);
    await tellChange(tx, access, task, changesOf({}, { assigneeId: task.assigneeId, reviewerId: task.reviewerId }));
    await tellProject(tx, projectId, 'tasks');
    return { ok: true, value: { number } };
  });

/** Sets fields of a task; each that changed becomes a row of its history. */
export const changeTask = (access: Access, taskId: string, fields: TaskFields): Promise<Result<null>> =>
  alone<null>(access, async (tx) => {
    const task = await findTask(tx, access, taskId);
    if (!task) return refuse(missingTask);
    const known = await checkReferences(tx, access, fields);
    if (!known.ok) return known;
    const { lines, link, unlink, ...columns } = fields;
    const before = valuesOf(task);
    const lists = listsAfter(before, { lines, link, unlink });
    if (!lists.ok) return lists;
    const changes = changesOf(before, { ...columns, ...lists.value });
    if (changes.length === 0) return { ok: true, value: null };
    const manned = await checkPeople(tx, access, task, columns);
    if (!manned.ok) return manned;
    const { checklist, links } = lists.value;
    const changed = await tx.featureTask.update({
      where: { id: task.id },
      data: {
        ...columnsOf(columns),
        revision: { increment: 1 },
        ...(checklist ? { checklist: [...checklist] } : {}),
        ...(links ? { links: { deleteMany: {}, create: unique(links) } } : {}),
      },
      include,
    });
    await record(tx, access, changed, changes);
    await tellChange(tx, access, changed, changes);
    await tellProject(tx, access.project.id, 'tasks');
    return { ok: true, value: null };
  });

/**
 * Puts a card between two others, of this state or of another. A card that somebody has moved since
 * the person saw it stays where it is, and the person is told: one order for all.
 */
export const moveTask = (access: Access, move: TaskMove): Promise<Result<null>> =>
  alone<null>(access, async (tx) => {
    const task = await findTask(tx, access, move.taskId);
    if (!task) return refuse(missingTask);
    if (task.revision !== move.revision) return refuse(await movedSince(tx, task));
    const assigneeId = move.take ? (task.assigneeId ?? access.person.id) : task.assigneeId;
    const allowed = await checkMove(tx, access, { ...task, assigneeId, from: task.state, to: move.state });
    if (!allowed.ok) return allowed;
    const position = await placeFor(tx, access, task.id, move);
    const moved = await tx.featureTask.update({
      where: { id: task.id },
      data: { state: move.state, assigneeId, position, revision: { increment: 1 } },
      include,
    });
    const before = { state: task.state, assigneeId: task.assigneeId };
    const changes = changesOf(before, { state: move.state, assigneeId });
    await record(tx, access, moved, changes);
    await tellChange(tx, access, moved, changes);
    await tellProject(tx, access.project.id, 'tasks');
    return { ok: true, value: null };
  });

const findTask = (tx: ControlTransaction, access: Access, id: string): Promise<TaskRow | null> =>
  tx.featureTask.findFirst({ where: { id, projectId: access.project.id }, include });

async function movedSince(tx: ControlTransaction, task: TaskRow) {
  const last = await tx.taskHistory.findFirst({ where: { taskId: task.id }, orderBy: { id: 'desc' } });
  const by = last && (await tx.person.findUnique({ where: { id: last.personId }, select: { name: true } }));
  return {
    code: 'task.changed',
    message: `FT-${task.number} was changed ${by ? `by ${by.name} ` : ''}a moment ago, and stands where it is.`,
    remedy: 'Look where it is now, then move it.',
  };
}

async function checkMove(
  tx: ControlTransaction,
  access: Access,
  move: { from: TaskState; to: TaskState; assigneeId: string | null; reviewerId: string | null },
): Promise<Result<null>> {
  const projectId = access.project.id;
  const shared = sharesLimit(move.to);
  const states: TaskState[] = shared === 'in_review' ? ['in_review', 'changes_requested'] : [shared];
  const [there, editors, project] = await Promise.all([
    tx.featureTask.count({ where: { projectId, state: { in: states } } }),
    countEditors(tx, projectId),
    tx.project.findUniqueOrThrow({ where: { id: projectId }, select: { wipLimits: true } }),
  ]);
  const { from, to, assigneeId, reviewerId } = move;
  const limits = wipLimits.parse(project.wipLimits);
  return mayMove({ from, to, assigneeId, reviewerId, personId: access.person.id, editors, limits, there });
}

const countEditors = (tx: ControlTransaction, projectId: string): Promise<number> =>
  tx.membership.count({ where: { projectId, role: { not: 'viewer' } } });

/** Who works on a task and who reviews it can't be taken away from a state that asks for them. */
async function checkPeople(
  tx: ControlTransaction,
  access: Access,
  task: TaskRow,
  { assigneeId = task.assigneeId, reviewerId = task.reviewerId }: TaskFields,
): Promise<Result<null>> {
  if (assigneeId === task.assigneeId && reviewerId === task.reviewerId) return { ok: true, value: null };
  return mayStay({ state: task.state, assigneeId, reviewerId }, await countEditors(tx, access.project.id));
}

/** The position between two cards; where halving has used up the room, the column is numbered anew. */
async function placeFor(tx: ControlTransaction, access: Access, taskId: string, move: TaskMove): Promise<number> {
  const column = await tx.featureTask.findMany({
    where: { projectId: access.project.id, state: move.state, id: { not: taskId } },
    orderBy: [{ position: 'asc' }, { number: 'asc' }],
    select: { id: true, position: true },
  });
  const after = column.findIndex(({ id }) => id === move.after);
  const before = column.findIndex(({ id }) => id === move.before);
  // Neighbours that have gone elsewhere meanwhile: the foot of the column.
  const at = after >= 0 ? after + 1 : before >= 0 ? before : column.length;
  const place = between(column[at - 1]?.position, column[at]?.position);
  if (place !== undefined) return place;
  const places = spread(column.length + 1);
  for (const [index, { id }] of column.entries()) {
    await tx.featureTask.update({ where: { id }, data: { position: places[index < at ? index : index + 1] } });
  }
  return places[at] ?? 0;
}

/** People of a task are members who may edit; its objective is of the same project. */
async function checkReferences(tx: ControlTransaction, access: Access, fields: TaskFields): Promise<Result<null>> {
  const projectId = access.project.id;
  for (const personId of [fields.assigneeId, fields.reviewerId]) {
    if (personId === null || personId === undefined) continue;
    const member = await tx.membership.findUnique({ where: { projectId_personId: { projectId, personId } } });
    if (!member || member.role === 'viewer') return refuse(notEditor);
  }
  if (fields.objectiveId === null || fields.objectiveId === undefined) return { ok: true, value: null };
  const objective = await tx.objective.findFirst({ where: { id: fields.objectiveId, projectId } });
  return objective ? { ok: true, value: null } : refuse(noObjective);
}

const notEditor = {
  code: 'task.not_editor',
  message: 'Only owners and editors of the project do or review tasks.',
  remedy: 'Choose another person, or let an owner change their role.',
} as const;

const noObjective = {
  code: 'objective.missing',
  message: 'There is no such objective in this project.',
  remedy: 'Choose one from the list.',
} as const;

function columnsOf({ due, ...fields }: Omit<TaskFields, 'lines' | 'link' | 'unlink'>) {
  return due === undefined ? fields : { ...fields, due: due === null ? null : new Date(due) };
}

const valuesOf = (task: TaskRow) => ({
  ...task,
  due: task.due?.toISOString().slice(0, 10) ?? null,
  checklist: checklistItem.array().parse(task.checklist),
  links: task.links.map(({ nodeId, column }) => ({ nodeId, column })),
});

const unique = <L extends { nodeId: string; column: string }>(links: readonly L[]): L[] => [
  ...new Map(links.map((link) => [`${link.nodeId} ${link.column}`, link])).values(),
];
