import { projectRoute } from '#app/_server/route.ts';
import { testFailures } from '#lib/domain/data/failures-store.ts';

/** What a test found. Aborting the request cancels its query. */
export const GET = projectRoute('viewer', async ({ access, branch, request, url }) =>
  testFailures(access, branch, url.searchParams.get('test') ?? '', request.signal),
);
