'use client';

import { LayoutGrid, LogOut } from 'lucide-react';
import { type ReactNode, useCallback } from 'react';
import { AccountProvider } from '#components/shell/account-context.tsx';
import { Crumbs, Frame } from '#components/shell/frame.tsx';
import { Rail } from '#components/shell/rail.tsx';
import { useAccountMenu } from '#components/shell/use-account-menu.tsx';
import { Avatar, Menu } from '#components/ui/index.ts';
import type { Answer, Person } from '#lib/contracts/api.ts';
import styles from './account.module.css';

const RAIL = [{ id: 'projects', label: 'Projects', href: '/', icon: LayoutGrid }];

/** The frame of a page that is about a person or the installation, not about a project. */
export function AccountFrame({
  me,
  signOut,
  crumbs,
  children,
}: {
  readonly me: Person;
  readonly signOut: () => Promise<Answer<null>>;
  readonly crumbs: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const leave = useCallback(async () => {
    await signOut();
  }, [signOut]);
  return (
    <AccountProvider signOut={leave}>
      <Frame
        crumbs={<Crumbs>{crumbs}</Crumbs>}
        end={<Me me={me} />}
        rail={<Rail items={RAIL} current="" />}
        status={<span>{me.email}</span>}
      >
        {children}
      </Frame>
    </AccountProvider>
  );
}

function Me({ me }: { readonly me: Person }) {
  const entries = useAccountMenu(me, <LogOut size={14} strokeWidth={1.6} />);
  return (
    <Menu entries={entries} align="end">
      <button type="button" className={styles.me} aria-label={`${me.name}: account and theme`}>
        <Avatar person={me} size={24} />
      </button>
    </Menu>
  );
}
