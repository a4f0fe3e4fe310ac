import { projectRoute } from '#app/_server/route.ts';
import { listDeleted } from '#lib/domain/files/tree-store.ts';

/** The files that were taken out of a branch and can come back. */
export const GET = projectRoute('viewer', ({ branch }) => listDeleted(branch));
