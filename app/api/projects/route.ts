import { callerRoute } from '#app/_server/route.ts';
import { listProjects } from '#lib/domain/project/view-store.ts';

/** The projects of the signed-in person. */
export const GET = callerRoute(({ caller }) => listProjects(caller));
