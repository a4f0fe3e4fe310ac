'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useState } from 'react';
import { formatAgo } from '#components/charts/format.ts';
import { Button, Chip, Input, useRefusal, useToast } from '#components/ui/index.ts';
import { sessionsQuery } from '#lib/client/queries.ts';
import type { Answer, Person } from '#lib/contracts/api.ts';
import styles from './account.module.css';
import { AccountFrame } from './account-frame.tsx';
import { PasswordField } from './password-field.tsx';
import { browserOf } from './user-agent.ts';

export interface OwnAccountProps {
  readonly me: Person;
  readonly now: number;
  readonly signOut: () => Promise<Answer<null>>;
  readonly renamePerson: (request: { name: string }) => Promise<Answer<null>>;
  readonly changePassword: (request: { current: string; password: string }) => Promise<Answer<null>>;
  readonly endSession: (request: { sessionId: string }) => Promise<Answer<null>>;
  /** Whether I own this installation. */
  readonly administrator: boolean;
}

/** One's own account: name, password, and where one is signed in. */
export function OwnAccount(props: OwnAccountProps): ReactNode {
  return (
    <AccountFrame me={props.me} signOut={props.signOut} crumbs={<span>Account</span>}>
      <div className={styles.scroll}>
        <div className={styles.account}>
          <h1>{props.me.name}</h1>
          <Name {...props} />
          <Password {...props} />
          <Sessions {...props} />
          {props.administrator && <Installation />}
        </div>
      </div>
    </AccountFrame>
  );
}

/** What an owner of this installation has beside the projects. */
function Installation() {
  return (
    <section>
      <h2>This installation</h2>
      <p>
        <Link className={styles.link} href="/account/audit">
          The audit log
        </Link>{' '}
        tells of every project, of those that are gone, and of sign-ins that were refused.
      </p>
    </section>
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
