import { callerRoute } from '#app/_server/route.ts';
import { readInbox } from '#lib/domain/task/inbox-store.ts';

/** What waits for the one who is signed in, over all projects. */
export const GET = callerRoute(({ caller }) => readInbox(caller));
