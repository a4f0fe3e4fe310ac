import { projectRoute } from '#app/_server/route.ts';
import { blameFile } from '#lib/domain/version/compare-store.ts';

/** Who wrote each line of `?path=`. */
export const GET = projectRoute('viewer', ({ access, branch, url }) =>
  blameFile(access, branch, url.searchParams.get('path') ?? ''),
);
