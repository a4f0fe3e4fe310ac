import { callerRoute } from '#app/_server/route.ts';
import { listSessions } from '#lib/access/session.ts';

/** One's own open sessions. */
export const GET = callerRoute(({ caller }) => listSessions(caller));
