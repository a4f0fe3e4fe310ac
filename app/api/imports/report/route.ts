import { importOrigin } from '#app/_server/import-origin.ts';
import { callerRoute, orThrow } from '#app/_server/route.ts';
import { reportImport } from '#lib/domain/transfer/import-store.ts';

/** What is in a zip (the body) or a repository (`{path, branch}`); nothing is made. `?root=` one of several projects. */
export const POST = callerRoute(async ({ caller, request, url }) =>
  orThrow(await reportImport(caller, await importOrigin(request, url), url.searchParams.get('root') ?? undefined)),
);
