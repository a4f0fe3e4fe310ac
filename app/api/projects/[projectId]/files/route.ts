import { projectRoute } from '#app/_server/route.ts';
import { listFiles, listTree } from '#lib/domain/files/store.ts';

/** The live files of a branch; `?text=1` with what they say, and `&document=` only those, as often as wanted. */
export const GET = projectRoute('viewer', ({ branch, url: { searchParams } }) =>
  searchParams.get('text') === '1'
    ? listFiles(branch, searchParams.has('document') ? searchParams.getAll('document').slice(0, 1_000) : undefined)
    : listTree(branch),
);
