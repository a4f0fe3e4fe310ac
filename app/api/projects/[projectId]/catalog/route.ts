import { projectRoute } from '#app/_server/route.ts';
import { catalogFor } from '#lib/domain/data/catalog-store.ts';

/** The data database as the person's own role sees it. */
export const GET = projectRoute('viewer', ({ access, request }) => catalogFor(access, request.signal));
