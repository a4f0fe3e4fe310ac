import { z } from 'zod';
import { readBody } from '#app/_server/body.ts';
import { callerRoute, orThrow } from '#app/_server/route.ts';
import { requireAccess } from '#lib/access/access.ts';
import { issueTicket } from '#lib/domain/files/ticket-store.ts';

const id = z.string().min(1).max(200);
const body = z.union([z.object({ projectId: id, documentId: id }), z.object({ projectId: id, branchId: id })]);

/** A short-lived ticket for one live document, or for a branch's presence. */
export const POST = callerRoute(async ({ caller, request }) => {
  const wanted = await readBody(request, body);
  const access = orThrow(await requireAccess(caller, wanted.projectId, 'viewer'));
  return orThrow(await issueTicket(access, wanted));
});
