import { AccountPage } from '#components/account/account-page.tsx';
import { ResetForm } from '#components/account/reset-form.tsx';
import { Note } from '#components/ui/index.ts';
import { readReset } from '#lib/domain/people/reset-store.ts';
import { resetPassword } from '../../actions.ts';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'New password', referrer: 'no-referrer' };

/** Sets a new password by a link of the installation's owner. */
export default async function Page({ params }: { readonly params: Promise<{ readonly token: string }> }) {
  const { token } = await params;
  const reset = await readReset(token);
  if (reset.ok) {
    return (
      <AccountPage title="Set a new password" text={`For ${reset.value.name}, ${reset.value.email}.`}>
        <ResetForm token={token} reset={resetPassword} />
      </AccountPage>
    );
  }
  return (
    <AccountPage title="This link is no longer good" text="It works once, for a day.">
      <Note tone="bad">
        {reset.problem.message} {reset.problem.remedy}
      </Note>
    </AccountPage>
  );
}
