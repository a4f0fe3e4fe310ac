'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { AuditLog } from '#components/settings/audit-log.tsx';
import type { Answer, Person } from '#lib/contracts/api.ts';
import styles from './account.module.css';
import { AccountFrame } from './account-frame.tsx';

/** All that was done in this installation, for its owner. */
export function InstallationAudit(props: {
  readonly me: Person;
  readonly signOut: () => Promise<Answer<null>>;
}): ReactNode {
  const crumbs = (
    <>
      <Link className={styles.crumb} href="/account">
        Account
      </Link>
      <span className={styles.slash} aria-hidden="true">
        /
      </span>
      <span>Audit</span>
    </>
  );
  return (
    <AccountFrame {...props} crumbs={crumbs}>
      <AuditLog />
    </AccountFrame>
  );
}
