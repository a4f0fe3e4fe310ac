'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { LayoutGrid, LogOut } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useCallback, useState } from 'react';
import { formatAgo } from '#components/charts/format.ts';
import { AccountProvider } from '#components/shell/account-context.tsx';
import { Crumbs, Frame } from '#components/shell/frame.tsx';
import { Rail } from '#components/shell/rail.tsx';
import { useAccountMenu } from '#components/shell/use-account-menu.tsx';
import { Avatar, Button, Chip, Input, Menu, useRefusal, useToast } from '#components/ui/index.ts';
import { sessionsQuery } from '#lib/client/queries.ts';
import type { Answer, Person } from '#lib/contracts/api.ts';
import styles from './account.module.css';
import { PasswordField } from './password-field.tsx';
import { browserOf } from './user-agent.ts';

export interface OwnAccountProps {
  readonly me: Person;
  readonly now: number;
  readonly signOut: () => Promise<Answer<null>>;
  readonly renamePerson: (request: { name: string }) => Promise<Answer<null>>;
  readonly changePassword: (request: { current: string; password: string }) => Promise<Answer<null>>;
  readonly endSession: (request: { sessionId: string }) => Promise<Answer<null>>;
}

const RAIL = [{ id: 'projects', label: 'Projects', href: '/', icon: LayoutGrid }];

/** One's own account: name, password, and where one is signed in. */
export function OwnAccount(props: OwnAccountProps): ReactNode {
  const leave = useCallback(async () => {
    await props.signOut();
  }, [props.signOut]);
  return (
    <AccountProvider signOut={leave}>
      <Frame
        crumbs={
          <Crumbs>
            <span>Account</span>
          </Crumbs>
        }
        end={<Me me={props.me} />}
        rail={<Rail items={RAIL} current="" />}
        status={<span>{props.me.email}</span>}
      >
        <div style={{ overflowY: 'auto', width: '100%' }}>
          <div className={styles.account}>
            <h1>{props.me.name}</h1>
            <Name {...props} />
            <Password {...props} />
            <Sessions {...props} />
          </div>
        </div>
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

/** Runs an action, says what came of it. */
function useAction() {
  const toast = useToast();
  const refused = useRefusal();
  return async (work: Promise<Answer<null>>, done: string): Promise<boolean> => {
    const answer = await work;
    if (answer.ok) toast({ text: done });
    else refused(answer.problem);
    return answer.ok;
  };
}

function Name({ me, renamePerson }: OwnAccountProps) {
  const run = useAction();
  const router = useRouter();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name'));
    if (await run(renamePerson({ name }), 'Your name is changed.')) router.refresh();
  };
  return (
    <section>
      <h2>Name</h2>
      <form method="post" className={styles.narrow} onSubmit={(event) => void submit(event)}>
        <Input label="Name" hideLabel name="name" defaultValue={me.name} maxLength={100} required />
        <Button type="submit">Change</Button>
      </form>
    </section>
  );
}

function Password({ changePassword }: OwnAccountProps) {
  const run = useAction();
  const [password, setPassword] = useState('');
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const current = String(new FormData(form).get('current'));
    const done = 'Your password is changed, and you are signed out everywhere else.';
    if (!(await run(changePassword({ current, password }), done))) return;
    setPassword('');
    form.reset();
  };
  return (
    <section>
      <h2>Password</h2>
      <form method="post" className={styles.narrow} onSubmit={(event) => void submit(event)}>
        <Input label="The one you have now" name="current" type="password" autoComplete="current-password" required />
        <PasswordField value={password} onChange={setPassword} />
        <Button type="submit">Change</Button>
      </form>
    </section>
  );
}

function Sessions({ endSession, now }: OwnAccountProps) {
  const { data } = useQuery(sessionsQuery);
  const cache = useQueryClient();
  const run = useAction();
  const end = async (sessionId: string) => {
    await run(endSession({ sessionId }), 'That session has ended.');
    await cache.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  };
  return (
    <section>
      <h2>Where you are signed in</h2>
      <ul className={styles.sessions}>
        {data?.map(({ id, userAgent, address, seenAt, current }) => (
          <li key={id}>
            <span>
              {browserOf(userAgent)}
              <small>
                {address || 'this machine'}, {formatAgo(seenAt, now)}
              </small>
            </span>
            {current ? <Chip tone="accent">here</Chip> : <Button onClick={() => void end(id)}>End</Button>}
          </li>
        ))}
      </ul>
    </section>
  );
}
