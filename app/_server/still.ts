import { requireAccess } from '#lib/access/access.ts';
import { requestFacts } from '#lib/access/request.ts';
import { requireCaller } from '#lib/access/session.ts';

/** For a stream that outlives its request's check: whether its reader may still see the project. */
export const stillAllowed = (request: Request, projectId: string) => async (): Promise<boolean> => {
  const caller = await requireCaller(requestFacts(request.headers));
  return caller.ok && (await requireAccess(caller.value, projectId, 'viewer')).ok;
};
