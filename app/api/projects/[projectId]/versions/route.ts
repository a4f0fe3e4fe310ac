import { projectRoute } from '#app/_server/route.ts';
import { listVersions } from '#lib/domain/version/store.ts';

/** Versions, newest first; `?before=` a number for the next page, `?path=` where a file changed. */
export const GET = projectRoute('viewer', ({ access, url }) =>
  listVersions(access, {
    before: Number(url.searchParams.get('before')) || undefined,
    path: url.searchParams.get('path') ?? undefined,
  }),
);
