import { notFound } from 'next/navigation';
import { InstallationAudit } from '#components/account/installation-audit.tsx';
import { pageCaller } from '../../_server/session.ts';
import { signOut } from '../../actions.ts';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'Audit' };

/** The audit log of the whole installation. */
export default async function Page() {
  const caller = await pageCaller();
  if (!caller.administrator) notFound();
  return <InstallationAudit me={caller.person} signOut={signOut} />;
}
