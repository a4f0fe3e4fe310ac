import { VersionsPage } from '#components/versions/versions-page.tsx';
import { restoreVersion } from '../version-actions.ts';

export const metadata = { title: 'Versions' };

export default function Page() {
  return <VersionsPage restoreVersion={restoreVersion} />;
}
