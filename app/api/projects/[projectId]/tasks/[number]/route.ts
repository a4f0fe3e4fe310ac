import { orThrow, projectRoute } from '#app/_server/route.ts';
import { readTask } from '#lib/domain/task/read-store.ts';

/** One task with its discussion and history. */
export const GET = projectRoute<{ projectId: string; number: string }>('viewer', async ({ access, params }) =>
  orThrow(await readTask(access, Number.parseInt(params.number, 10) || 0)),
);
