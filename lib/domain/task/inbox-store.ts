import { z } from 'zod';
import type { Access } from '#lib/access/access.ts';
import type { Caller } from '#lib/access/session.ts';
import { type Inbox, type InboxKind, inboxKind, type TaskState } from '#lib/contracts/task.ts';
import { type ControlTransaction, control } from '#lib/db/control/client.ts';
import { tellPeople } from '#lib/db/control/notify.ts';
import { queueMail } from '#lib/db/control/queue.ts';
import type { Change } from './changes.ts';
import { peopleOf } from './people-store.ts';
import { states } from './states.ts';

/** What an inbox row remembers: enough to show it after what it tells of has changed. */
export const inboxSubject = z.object({
  byId: z.string().optional(),
  task: z.object({ number: z.number(), title: z.string() }).optional(),
  run: z.object({ number: z.number() }).optional(),
  text: z.string().default(''),
});
type Subject = z.input<typeof inboxSubject>;

interface TaskFacts {
  readonly number: number;
  readonly title: string;
  readonly state: TaskState;
  readonly assigneeId: string | null;
  readonly reviewerId: string | null;
  readonly creatorId: string;
}

interface Notice {
  readonly personId: string;
  readonly kind: InboxKind;
  readonly text: string;
}

/** Tells the people of a task what a change means for them. Nobody is told of what they did themselves. */
export async function tellChange(
  tx: ControlTransaction,
  access: Access,
  task: TaskFacts,
  changes: readonly Change[],
): Promise<void> {
  await tell(tx, access, task, noticesOf(task, changes));
}

function noticesOf({ state: now, assigneeId, reviewerId }: TaskFacts, changes: readonly Change[]): Notice[] {
  const changed = new Map(changes.map((change) => [change.field, change]));
  const state = changed.get('state')?.to;
  const label = typeof state === 'string' && state in states ? labels.get(state) : undefined;
  const notices: Notice[] = [];
  if (assigneeId && changed.has('assigneeId')) notices.push({ personId: assigneeId, kind: 'assigned', text: '' });
  if (reviewerId && now === 'in_review' && (state || changed.has('reviewerId')))
    notices.push({ personId: reviewerId, kind: 'review_wanted', text: '' });
  const others = [...changed.keys()].filter((field) => field !== 'assigneeId' && field !== 'links');
  if (assigneeId && others.length > 0) {
    notices.push({
      personId: assigneeId,
      kind: 'changed',
      text: label ? `now ${label}` : others.map(words).join(', '),
    });
  }
  return notices;
}

const labels: ReadonlyMap<string, string> = new Map(Object.entries(states).map(([state, { label }]) => [state, label]));
const names: Readonly<Record<string, string>> = {
  blockedBy: 'what blocks it',
  objectiveId: 'objective',
  reviewerId: 'reviewer',
  expectedLift: 'expected lift',
  due: 'due date',
};
const words = (field: string): string => names[field] ?? field;

interface CommentFacts {
  readonly taskId: string | null;
  readonly text: string;
  readonly mentions: readonly string[];
}

/** Tells those who are mentioned, and otherwise those who have to do with the task. */
export async function tellComment(
  tx: ControlTransaction,
  access: Access,
  task: TaskFacts & { readonly id: string },
  comment: CommentFacts,
  only?: 'mentions',
): Promise<void> {
  const text = firstWords(comment.text);
  const mentioned = comment.mentions.map((personId) => ({ personId, kind: 'mentioned' as const, text }));
  const talked =
    only === 'mentions'
      ? []
      : await tx.comment.findMany({
          where: { taskId: task.id, deletedAt: null },
          select: { personId: true },
          distinct: ['personId'],
        });
  const concerned =
    only === 'mentions'
      ? []
      : [task.assigneeId, task.reviewerId, task.creatorId, ...talked.map(({ personId }) => personId)];
  const others = concerned.flatMap((personId) =>
    personId === null || comment.mentions.includes(personId) ? [] : { personId, kind: 'commented' as const, text },
  );
  await tell(tx, access, task, [...mentioned, ...others]);
}

const firstWords = (text: string): string => {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return flat.length > 200 ? `${flat.slice(0, 199)}…` : flat;
};

async function tell(
  tx: ControlTransaction,
  access: Access,
  task: TaskFacts,
  notices: readonly Notice[],
): Promise<void> {
  const { number, title } = task;
  const rows = new Map(
    notices
      .filter(({ personId }) => personId !== access.person.id)
      .map((notice) => [`${notice.personId} ${notice.kind}`, notice]),
  );
  await putIn(
    tx,
    access.project.id,
    [...rows.values()].map(({ personId, kind, text }) => ({
      personId,
      kind,
      subject: { byId: access.person.id, task: { number, title }, text },
    })),
  );
}

/**
 * Puts rows into inboxes, and each into the mail where the installation sends any. People who have
 * left the project get none.
 */
export async function putIn(
  tx: ControlTransaction,
  projectId: string,
  rows: readonly { personId: string; kind: InboxKind; subject: Subject }[],
): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ personId }) => personId);
  const members = await tx.membership.findMany({
    where: { projectId, personId: { in: ids } },
    select: { personId: true },
  });
  const here = new Set(members.map(({ personId }) => personId));
  const data = rows.filter(({ personId }) => here.has(personId)).map((row) => ({ ...row, projectId }));
  const made = await tx.inboxItem.createManyAndReturn({ data, select: { id: true } });
  for (const { id } of made) await queueMail(tx, id);
  await tellPeople(tx, [...here], 'inbox');
}

const page = 100;

/** A person's inbox over all projects they are in, newest first. */
export async function readInbox(caller: Caller): Promise<Inbox> {
  const mine = { personId: caller.person.id, project: { memberships: { some: { personId: caller.person.id } } } };
  const [rows, unread] = await Promise.all([
    control().inboxItem.findMany({ where: mine, include: { project: true }, orderBy: { id: 'desc' }, take: page }),
    control().inboxItem.count({ where: { ...mine, readAt: null } }),
  ]);
  const read = rows.map((row) => ({ row, subject: inboxSubject.parse(row.subject) }));
  const people = await peopleOf(read.flatMap((each) => each.subject.byId ?? []));
  const items = read.map(({ row: { id, kind, project, at, readAt }, subject: { byId, task, run, text } }) => ({
    id,
    kind: inboxKind.parse(kind),
    project: { id: project.id, slug: project.slug, name: project.name },
    by: byId === undefined ? undefined : people.get(byId),
    task,
    run,
    text,
    at: at.toISOString(),
    read: readAt !== null,
  }));
  return { items, unread };
}

/** Marks items as read; without ids all of them. The person's other pages count anew. */
export async function markRead({ person }: Caller, ids: readonly string[] | undefined): Promise<void> {
  const which = ids === undefined ? {} : { id: { in: [...ids] } };
  const where = { personId: person.id, readAt: null, ...which };
  await control().$transaction(async (tx) => {
    const { count } = await tx.inboxItem.updateMany({ where, data: { readAt: new Date() } });
    if (count > 0) await tellPeople(tx, [person.id], 'inbox');
  });
}
