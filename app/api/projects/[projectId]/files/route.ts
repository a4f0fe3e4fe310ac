import { projectRoute } from '#app/_server/route.ts';
import { listFiles } from '#lib/domain/files/store.ts';

/** The live files of a branch; `?text=1` with what they say. */
export const GET = projectRoute('viewer', ({ branch, url }) => listFiles(branch, url.searchParams.get('text') === '1'));
