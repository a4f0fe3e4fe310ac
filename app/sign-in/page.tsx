import { redirect } from 'next/navigation';
import { AccountPage } from '#components/account/account-page.tsx';
import { SignInForm } from '#components/account/sign-in-form.tsx';
import { oidcSettings } from '#lib/access/oidc.ts';
import { isFirstVisit } from '#lib/access/sign-in.ts';
import { ownPath } from '../_server/oidc.ts';
import { currentCaller } from '../_server/session.ts';
import { signIn } from '../actions.ts';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'Sign in' };

/** Signs a person in and leads to where they wanted to go. */
export default async function Page({
  searchParams,
}: {
  readonly searchParams: Promise<{ next?: string | string[]; refused?: string }>;
}) {
  if (await isFirstVisit()) redirect('/welcome');
  const { next: wanted, refused } = await searchParams;
  const next = ownPath(wanted);
  if ((await currentCaller()).ok) redirect(next);
  return (
    <AccountPage title="Sign in" text="To your projects, and to the database as yourself.">
      <SignInForm signIn={signIn} next={next} provider={oidcSettings()?.name} refused={refused} />
    </AccountPage>
  );
}
