import { SettingsPage } from '#components/settings/settings-page.tsx';
import { currentCaller } from '../../../_server/session.ts';
import { createReset, invite, removeMember, revokeInvitation, setRole } from '../people-actions.ts';

export const metadata = { title: 'Settings' };

export default async function Page() {
  const caller = await currentCaller();
  const actions = { createReset, invite, removeMember, revokeInvitation, setRole };
  return <SettingsPage people={actions} administrator={caller.ok && caller.value.administrator} />;
}
