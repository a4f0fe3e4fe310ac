import { OwnAccount } from '#components/account/own-account.tsx';
import { pageCaller } from '../_server/session.ts';
import { changePassword, endSession, renamePerson, signOut } from '../actions.ts';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'Account' };

/** One's own account. */
export default async function Page() {
  const caller = await pageCaller();
  const actions = { changePassword, endSession, renamePerson, signOut };
  return <OwnAccount me={caller.person} now={Date.now()} administrator={caller.administrator} {...actions} />;
}
