import { callerRoute, orThrow } from '#app/_server/route.ts';
import { repositoriesFor } from '#lib/domain/transfer/git-store.ts';

/** The git repositories on the server's disk that a project may be imported from, with their branches. */
export const GET = callerRoute(async ({ caller }) => orThrow(await repositoriesFor(caller)));
