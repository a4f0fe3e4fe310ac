import { z } from 'zod';
import type { Access } from '#lib/access/access.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import type { TaskDetail } from '#lib/contracts/task.ts';
import { control } from '#lib/db/control/client.ts';
import { cardInclude, checklistOf, factsOf } from './card-store.ts';
import { readDiscussion } from './comment-store.ts';
import { peopleOf, personOf } from './people-store.ts';
import { missingTask } from './states.ts';

/** One task with its discussion and its history, newest change first. */
export async function readTask(access: Access, number: number): Promise<Result<TaskDetail>> {
  const row = await control().featureTask.findUnique({
    where: { projectId_number: { projectId: access.project.id, number } },
    include: { ...cardInclude, creator: true, history: { orderBy: { id: 'desc' }, take: 200 } },
  });
  if (!row) return refuse(missingTask);
  const people = await peopleOf(row.history.map((each) => each.personId));
  return {
    ok: true,
    value: {
      ...factsOf(row),
      checklist: checklistOf(row),
      creator: personOf(row.creator),
      createdAt: row.createdAt.toISOString(),
      discussion: await readDiscussion({ taskId: row.id }),
      history: row.history.flatMap(({ id, at, change, personId: by }) => {
        const person = people.get(by);
        const told = changeSchema.safeParse(change);
        return person && told.success ? [{ id, at: at.toISOString(), by: person, ...told.data }] : [];
      }),
    },
  };
}

const changeSchema = z.object({ field: z.string(), from: z.unknown(), to: z.unknown() });
