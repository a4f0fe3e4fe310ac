import type { Access } from '#lib/access/access.ts';
import { recordRefusal } from '#lib/access/refusal.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import type { Comment } from '#lib/contracts/task.ts';
import { type ControlTransaction, control, type Prisma } from '#lib/db/control/client.ts';
import { tellProject } from '#lib/db/control/notify.ts';
import { ensureQueue } from '#lib/db/control/queue.ts';
import { tellComment } from './inbox-store.ts';
import { mentionsIn } from './mentions.ts';
import { peopleOf } from './people-store.ts';
import { missingTask } from './states.ts';

/** A discussion, oldest first. Of a deleted comment its place stays, not its words. */
export async function readDiscussion(where: { readonly taskId: string }): Promise<Comment[]> {
  const rows = await control().comment.findMany({ where, orderBy: { id: 'asc' } });
  const people = await peopleOf(rows.flatMap(({ personId, mentions }) => [personId, ...mentions]));
  return rows.flatMap((row) => {
    const by = people.get(row.personId);
    if (!by) return [];
    const deleted = row.deletedAt !== null;
    return {
      id: row.id,
      parentId: row.parentId ?? undefined,
      by,
      text: deleted ? '' : row.text,
      mentions: row.mentions.flatMap((id) => people.get(id) ?? []),
      at: row.createdAt.toISOString(),
      editedAt: row.editedAt?.toISOString(),
      resolvedAt: row.resolvedAt?.toISOString(),
      deleted,
    };
  });
}

/** Says something about a task. Members may, viewers too: reading and talking go together. */
export async function addComment(
  access: Access,
  { taskId, parentId, text }: { taskId: string; parentId?: string; text: string },
): Promise<Result<{ commentId: string }>> {
  await ensureQueue();
  return control().$transaction(async (tx) => {
    const task = await tx.featureTask.findFirst({ where: { id: taskId, projectId: access.project.id } });
    if (!task) return refuse(missingTask);
    if (parentId && !(await tx.comment.findFirst({ where: { id: parentId, taskId } }))) return refuse(missingComment);
    const mentions = await mentioned(tx, access, text);
    const comment = await tx.comment.create({
      data: {
        projectId: access.project.id,
        taskId,
        parentId: parentId ?? null,
        personId: access.person.id,
        text,
        mentions,
      },
    });
    await tellComment(tx, access, task, comment);
    await tellProject(tx, access.project.id, 'tasks');
    return { ok: true, value: { commentId: comment.id } };
  });
}

async function mentioned(tx: ControlTransaction, access: Access, text: string): Promise<string[]> {
  const members = await tx.membership.findMany({
    where: { projectId: access.project.id },
    include: { person: { select: { id: true, name: true } } },
  });
  return mentionsIn(
    text,
    members.map(({ person }) => person),
  );
}

/** One's own words, said otherwise. Those who are mentioned only now hear of it. */
export const editComment = (access: Access, commentId: string, text: string): Promise<Result<null>> =>
  changeComment(access, commentId, 'author', async (tx, comment) => {
    const mentions = await mentioned(tx, access, text);
    const data = { text, mentions, editedAt: new Date() };
    const edited = await tx.comment.update({ where: { id: comment.id }, data });
    const task = comment.taskId && (await tx.featureTask.findUnique({ where: { id: comment.taskId } }));
    const fresh = mentions.filter((id) => !comment.mentions.includes(id));
    if (task && fresh.length > 0) await tellComment(tx, access, task, { ...edited, mentions: fresh }, 'mentions');
  });

/** Takes one's own words away; an owner may take anybody's. */
export const deleteComment = (access: Access, commentId: string): Promise<Result<null>> =>
  changeComment(access, commentId, 'author or owner', async (tx, { id }) => {
    await tx.comment.update({ where: { id }, data: { deletedAt: new Date(), text: '', mentions: [] } });
  });

/** Marks a thread as settled, or opens it again. */
export const resolveComment = (access: Access, commentId: string, resolved: boolean): Promise<Result<null>> =>
  changeComment(access, commentId, 'anyone', async (tx, { id }) => {
    await tx.comment.update({ where: { id }, data: { resolvedAt: resolved ? new Date() : null } });
  });

async function changeComment(
  access: Access,
  id: string,
  who: 'author' | 'author or owner' | 'anyone',
  work: (tx: ControlTransaction, comment: Prisma.CommentGetPayload<object>) => Promise<void>,
): Promise<Result<null>> {
  await ensureQueue();
  return control().$transaction(async (tx) => {
    const comment = await tx.comment.findFirst({ where: { id, projectId: access.project.id, deletedAt: null } });
    if (!comment) return refuse(missingComment);
    const mine = comment.personId === access.person.id || (who === 'author or owner' && access.role === 'owner');
    if (who !== 'anyone' && !mine) {
      await recordRefusal(access.caller, access.project.id, { needs: who, comment: id });
      return refuse(notYours);
    }
    await work(tx, comment);
    await tellProject(tx, access.project.id, 'tasks');
    return { ok: true, value: null };
  });
}

const missingComment = {
  code: 'comment.missing',
  message: 'This comment is not there any more.',
  remedy: 'Look at the discussion again.',
} as const;

const notYours = {
  code: 'access.comment',
  message: 'Only who wrote a comment may change it.',
  remedy: 'Answer it instead.',
} as const;
