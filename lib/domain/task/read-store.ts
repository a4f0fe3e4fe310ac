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
  const history = row.history.flatMap(({ id, at, change, personId }) => {
    const told = changeSchema.safeParse(change);
    return told.success ? [{ id, at: at.toISOString(), personId, ...told.data }] : [];
  });
  const people = await peopleOf(history.flatMap(namedBy));
  return {
    ok: true,
    value: {
      ...factsOf(row),
      checklist: checklistOf(row),
      creator: personOf(row.creator),
      createdAt: row.createdAt.toISOString(),
      discussion: await readDiscussion({ taskId: row.id }),
      history: history.flatMap(({ personId, ...change }) => {
        const by = people.get(personId);
        return by ? [{ ...change, by }] : [];
      }),
      people: [...people.values()],
    },
  };
}

/** Who made a change, and whom it is about. */
const namedBy = ({ personId, field, from, to }: z.infer<typeof changeSchema> & { personId: string }): string[] => [
  personId,
  ...(field === 'assigneeId' || field === 'reviewerId' ? [from, to].filter((id) => typeof id === 'string') : []),
];

const changeSchema = z.object({ field: z.string(), from: z.unknown(), to: z.unknown() });
