import { projectRoute } from '#app/_server/route.ts';
import { listInvitations } from '#lib/domain/people/invitation-store.ts';
import { listMembers } from '#lib/domain/people/member-store.ts';

/** Who is in the project; its owners also see who is asked to come. */
export const GET = projectRoute('viewer', async ({ access }) => ({
  members: await listMembers(access),
  invitations: access.role === 'owner' ? await listInvitations(access) : [],
}));
