import { projectRoute } from '#app/_server/route.ts';
import { listRuns } from '#lib/domain/runs/read-store.ts';

/** Runs, newest first; `?before=` a number for the next page. */
export const GET = projectRoute('viewer', ({ access, url }) =>
  listRuns(access, { before: Number(url.searchParams.get('before')) || undefined }),
);
