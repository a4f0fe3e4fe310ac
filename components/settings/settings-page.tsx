'use client';
import { useSearchParams } from 'next/navigation';
import { AppShell } from '#components/shell/app-shell.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { Tabs } from '#components/ui/index.ts';
import type { PeopleActions } from '#lib/contracts/people.ts';
import { AuditLog } from './audit-log.tsx';
import { Members } from './members.tsx';
import styles from './settings.module.css';
import { WipLimitsForm } from './wip-limits-form.tsx';

const TABS = ['members', 'board', 'audit'] as const;
type TabId = (typeof TABS)[number];

/** Who is in the project and what was done in it. */
export function SettingsPage({
  people,
  administrator,
}: {
  readonly people: PeopleActions;
  /** Whether I own this installation. */
  readonly administrator: boolean;
}) {
  const { project } = useProject();
  const asked = useSearchParams().get('tab');
  const tab = TABS.find((each) => each === asked) ?? 'members';
  // The tab is part of the address, without a way to the server: everything is here.
  const show = (next: TabId) => window.history.replaceState(null, '', `?tab=${next}`);
  const owner = project.role === 'owner';
  return (
    <AppShell screen="settings" title="Settings" primary={null}>
      <div className={styles.page}>
        <Tabs<TabId>
          label="Settings"
          value={tab}
          onChange={show}
          tabs={[
            {
              value: 'members',
              label: 'Members',
              content: <Members people={people} administrator={administrator} />,
            },
            { value: 'board', label: 'Board', content: <WipLimitsForm /> },
            ...(owner
              ? [{ value: 'audit' as const, label: 'Audit', content: <AuditLog projectId={project.id} /> }]
              : []),
          ]}
        />
      </div>
    </AppShell>
  );
}
