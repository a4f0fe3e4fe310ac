import { projectRoute } from '#app/_server/route.ts';
import { readState } from '#lib/domain/runs/read-store.ts';

/** The last result of every node, and what is queued or running. */
export const GET = projectRoute('viewer', ({ branch }) => readState(branch));
