import { redirect } from 'next/navigation';
import { AccountPage } from '#components/account/account-page.tsx';
import { SignInForm } from '#components/account/sign-in-form.tsx';
import { isFirstVisit } from '#lib/access/sign-in.ts';
import { currentCaller } from '../_server/session.ts';
import { signIn } from '../actions.ts';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'Sign in' };

/** Signs a person in and leads to where they wanted to go. */
export default async function Page({ searchParams }: { readonly searchParams: Promise<{ next?: string | string[] }> }) {
  if (await isFirstVisit()) redirect('/welcome');
  const next = ownPath((await searchParams).next);
  if ((await currentCaller()).ok) redirect(next);
  return (
    <AccountPage title="Sign in" text="To your projects, and to the database as yourself.">
      <SignInForm signIn={signIn} next={next} />
    </AccountPage>
  );
}

/** Only a path of this server: an address in a link must not lead a person who just signed in elsewhere. */
function ownPath(next: string | string[] | undefined): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/';
}
