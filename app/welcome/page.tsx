import { redirect } from 'next/navigation';
import { AccountPage } from '#components/account/account-page.tsx';
import { MachineChecks } from '#components/account/machine-checks.tsx';
import { WelcomeForm } from '#components/account/welcome-form.tsx';
import { isFirstVisit } from '#lib/access/sign-in.ts';
import { checkMachine } from '#lib/domain/machine/store.ts';
import { signUpOwner } from '../actions.ts';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'Welcome' };

/** First visit: make the owner's account. Afterwards this page only leads on. */
export default async function Page() {
  if (!(await isFirstVisit())) redirect('/');
  return (
    <AccountPage
      title="Make the owner's account"
      text="The first person here owns this Insitu. Everyone else comes by invitation."
      beside={<MachineChecks checks={await checkMachine()} />}
    >
      <WelcomeForm signUpOwner={signUpOwner} />
    </AccountPage>
  );
}
