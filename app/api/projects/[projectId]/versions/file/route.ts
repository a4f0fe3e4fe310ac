import { orThrow, projectRoute } from '#app/_server/route.ts';
import { pointOf } from '#app/_server/version-point.ts';
import { fileAt } from '#lib/domain/version/compare-store.ts';

/** The text of `?path=` at `?at=`. */
export const GET = projectRoute('viewer', async ({ access, branch, url }) =>
  orThrow(
    await fileAt(access, branch, {
      point: pointOf(url.searchParams.get('at')),
      path: url.searchParams.get('path') ?? '',
    }),
  ),
);
