import { z } from 'zod';
import { readBody } from '#app/_server/body.ts';
import { projectRoute } from '#app/_server/route.ts';
import { checkTraining } from '#lib/domain/data/models-store.ts';

const body = z.object({ path: z.string().min(1).max(500) });

/** A look at a training node's data before the fit. */
export const POST = projectRoute('viewer', async ({ access, branch, request }) => {
  const { path } = await readBody(request, body);
  return checkTraining(access, branch, path, request.signal);
});
