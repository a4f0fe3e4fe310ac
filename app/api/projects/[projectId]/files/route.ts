import { projectRoute } from '#app/_server/route.ts';
import { listFiles } from '#lib/domain/files/store.ts';

/** The live files of a branch; `?text=1` with what they say, `?document=` only those, as often as wanted. */
export const GET = projectRoute('viewer', ({ branch, url: { searchParams } }) =>
  listFiles(
    branch,
    searchParams.get('text') === '1',
    searchParams.has('document') ? searchParams.getAll('document').slice(0, 1_000) : undefined,
  ),
);
