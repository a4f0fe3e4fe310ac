import { auditResponse } from '#app/_server/audit-response.ts';
import { callerRoute, orThrow } from '#app/_server/route.ts';
import { wholeAudit } from '#lib/domain/people/audit-store.ts';

/** Everything that was done in this installation. */
export const GET = callerRoute(async ({ caller, url }) =>
  auditResponse(orThrow(await wholeAudit(caller)), url, 'installation'),
);
