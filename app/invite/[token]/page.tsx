import { AccountPage } from '#components/account/account-page.tsx';
import { AcceptForm, JoinForm } from '#components/account/join-form.tsx';
import { Note } from '#components/ui/index.ts';
import { oidcSettings } from '#lib/access/oidc.ts';
import { readInvitation } from '#lib/domain/people/invitation-store.ts';
import { currentCaller } from '../../_server/session.ts';
import { acceptInvitation, joinByInvitation } from '../../actions.ts';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'Invitation', referrer: 'no-referrer' };

/** What a link invites to; with an account one comes in by a click, without one by making it. */
export default async function Page({ params }: { readonly params: Promise<{ readonly token: string }> }) {
  const { token } = await params;
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
  const caller = await currentCaller();
  const article = role === 'viewer' ? 'a' : 'an';
  return (
    <AccountPage title={`Join ${project.name}`} text={`${by} asks you to come as ${article} ${role}.`}>
      {caller.ok ? (
        <AcceptForm token={token} me={caller.value.person} accept={acceptInvitation} />
      ) : (
        <JoinForm token={token} email={email} provider={oidcSettings()?.name} join={joinByInvitation} />
      )}
    </AccountPage>
  );
}
