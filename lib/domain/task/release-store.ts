import type { Access } from '#lib/access/access.ts';
import { type TaskState, taskState } from '#lib/contracts/task.ts';
import type { ControlTransaction } from '#lib/db/control/client.ts';
import { lockBoard, record } from './board-store.ts';
import { changesOf } from './changes.ts';
import { between } from './position.ts';
import { states } from './states.ts';

const open = taskState.options.filter((state) => !states[state].closed);

/**
 * Takes the open tasks of somebody who can do them no more off their hands: what they had in progress is ready for
 * another. What is over stays theirs.
 */
export async function releaseTasks(tx: ControlTransaction, access: Access, personId: string): Promise<void> {
  const projectId = access.project.id;
  await lockBoard(tx, projectId);
  const tasks = await tx.featureTask.findMany({
    where: { projectId, state: { in: open }, OR: [{ assigneeId: personId }, { reviewerId: personId }] },
    orderBy: [{ position: 'asc' }, { number: 'asc' }],
  });
  for (const task of tasks) {
    const did = task.assigneeId === personId;
    const state: TaskState = did && task.state === 'in_progress' ? 'ready' : task.state;
    const after = {
      state,
      assigneeId: did ? null : task.assigneeId,
      reviewerId: task.reviewerId === personId ? null : task.reviewerId,
    };
    const position = state === task.state ? task.position : await footOf(tx, projectId, state);
    await tx.featureTask.update({ where: { id: task.id }, data: { ...after, position, revision: { increment: 1 } } });
    const { state: was, assigneeId, reviewerId } = task;
    await record(tx, access, task, changesOf({ state: was, assigneeId, reviewerId }, after));
  }
}

/** The position below the last card of a state. */
async function footOf(tx: ControlTransaction, projectId: string, state: TaskState): Promise<number> {
  const last = await tx.featureTask.aggregate({ where: { projectId, state }, _max: { position: true } });
  return between(last._max.position ?? undefined, undefined) ?? 0;
}
