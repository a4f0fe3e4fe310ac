import { AccountPage } from '#components/account/account-page.tsx';
import { AcceptForm, JoinForm, OpenProject } from '#components/account/join-form.tsx';
import { Note } from '#components/ui/index.ts';
import { oidcSettings } from '#lib/access/oidc.ts';
import type { Role } from '#lib/contracts/api.ts';
import { readInvitation, readOwnInvitation } from '#lib/domain/people/invitation-store.ts';
import { currentCaller } from '../../_server/session.ts';
import { acceptInvitation, joinByInvitation } from '../../actions.ts';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'Invitation', referrer: 'no-referrer' };

/** What a link invites to; with an account one comes in by a click, without one by making it. */
export default async function Page({ params }: { readonly params: Promise<{ readonly token: string }> }) {
  const { token } = await params;
  const caller = await currentCaller();
  const own = caller.ok ? await readOwnInvitation(token, caller.value) : undefined;
  if (own) {
    return (
      <AccountPage title={`You are in ${own.project.name}`} text={`As ${withArticle(own.role)}, and you stay it.`}>
        <OpenProject project={own.project} />
      </AccountPage>
    );
  }
  const invitation = await readInvitation(token);
  if (!invitation.ok) {
    const { message, remedy } = invitation.problem;
    return (
      <AccountPage title="This link is no longer good" text="Links bring one person in, once.">
        <Note tone="bad">
          {message} {remedy}
        </Note>
      </AccountPage>
    );
  }
  const { project, role, by, email } = invitation.value;
  return (
    <AccountPage title={`Join ${project.name}`} text={`${by} asks you to come as ${withArticle(role)}.`}>
      {caller.ok ? (
        <AcceptForm token={token} me={caller.value.person} accept={acceptInvitation} />
      ) : (
        <JoinForm
          token={token}
          email={email}
          slug={project.slug}
          provider={oidcSettings()?.name}
          join={joinByInvitation}
        />
      )}
    </AccountPage>
  );
}

const withArticle = (role: Role): string => `${role === 'viewer' ? 'a' : 'an'} ${role}`;
