import { projectRoute } from '#app/_server/route.ts';
import { listReaders } from '#lib/domain/people/reader-store.ts';

/** The tools outside that read the project, each with a role of its own. */
export const GET = projectRoute('owner', ({ access }) => listReaders(access));
