import { SettingsPage } from '#components/settings/settings-page.tsx';
import { currentCaller } from '../../../_server/session.ts';
import {
  createReset,
  dropReader,
  invite,
  makeReader,
  removeMember,
  revokeInvitation,
  setRole,
} from '../people-actions.ts';

export const metadata = { title: 'Settings' };

export default async function Page() {
  const caller = await currentCaller();
  const actions = { createReset, dropReader, invite, makeReader, removeMember, revokeInvitation, setRole };
  return <SettingsPage people={actions} administrator={caller.ok && caller.value.administrator} />;
}
