import { z } from 'zod';
import { readBody } from '#app/_server/body.ts';
import { projectRoute } from '#app/_server/route.ts';
import { predictRow } from '#lib/domain/data/models-store.ts';

const body = z.object({ name: z.string().min(1).max(200), row: z.record(z.string(), z.unknown()) });

/** One row through a trained model. */
export const POST = projectRoute('viewer', async ({ access, branch, request }) =>
  predictRow(access, branch, await readBody(request, body), request.signal),
);
