import { auditResponse } from '#app/_server/audit-response.ts';
import { projectRoute } from '#app/_server/route.ts';
import { projectAudit } from '#lib/domain/people/audit-store.ts';

/** What was done in the project and with its members' accounts. */
export const GET = projectRoute('owner', async ({ access, url }) =>
  auditResponse(await projectAudit(access), url, access.project.slug),
);
