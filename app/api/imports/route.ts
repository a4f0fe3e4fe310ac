import { invalid } from '#app/_server/action.ts';
import { importOrigin } from '#app/_server/import-origin.ts';
import { callerRoute, orThrow } from '#app/_server/route.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { importRequest } from '#lib/contracts/transfer.ts';
import { importProject } from '#lib/domain/transfer/import-store.ts';

/** Makes a project of a zip (the body) or a repository (`{path, branch}`); `?name=&root=&allowPython=1`. */
export const POST = callerRoute(async ({ caller, request, url }) => {
  const { searchParams: given } = url;
  const parsed = importRequest.safeParse({
    name: given.get('name') ?? '',
    root: given.get('root') ?? undefined,
    allowPython: given.get('allowPython') === '1',
  });
  if (!parsed.success) throw new ProblemError(invalid(parsed.error));
  return orThrow(await importProject(caller, await importOrigin(request, url), parsed.data));
});
