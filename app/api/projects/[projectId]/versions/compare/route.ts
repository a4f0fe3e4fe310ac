import { orThrow, projectRoute } from '#app/_server/route.ts';
import { pointOf } from '#app/_server/version-point.ts';
import { compareVersions } from '#lib/domain/version/compare-store.ts';

/** Which files differ between `?old=` and `?new=`, and what the newer one made. */
export const GET = projectRoute('viewer', async ({ access, branch, url }) =>
  orThrow(
    await compareVersions(access, branch, {
      old: pointOf(url.searchParams.get('old')),
      now: pointOf(url.searchParams.get('new')),
    }),
  ),
);
