'use client';

import { CornerDownLeft } from 'lucide-react';
import type { FormEvent, ReactNode } from 'react';
import { Button, Input } from '#components/ui/index.ts';
import type { Answer } from '#lib/contracts/api.ts';
import styles from './account.module.css';
import { Refusal } from './refusal.tsx';
import { useSubmit } from './use-submit.ts';

/** @param next where the person wanted to go; only a path of this server */
export function SignInForm(props: {
  readonly signIn: (request: { email: string; password: string }) => Promise<Answer<unknown>>;
  readonly next: string;
  /** Who else signs people in, where one is configured. */
  readonly provider?: string;
  /** What another way in has refused. */
  readonly refused?: string;
}): ReactNode {
  const { submit, problem, busy } = useSubmit(props.signIn, props.next);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    submit({ email: String(form.get('email')), password: String(form.get('password')) });
  };
  return (
    <form method="post" className={styles.fields} onSubmit={onSubmit}>
      <Input label="Email" name="email" type="email" size="large" autoComplete="email" required autoFocus />
      <Input label="Password" name="password" type="password" size="large" autoComplete="current-password" required />
      <Button type="submit" variant="primary" size="large" wide loading={busy} keys={<CornerDownLeft size={12} />}>
        Sign in
      </Button>
      {props.provider ? <ProviderLink name={props.provider} next={props.next} /> : null}
      <Refusal problem={problem ?? (props.refused ? { message: props.refused } : undefined)} />
    </form>
  );
}

/** The way in by a provider; a link and no script, so that the browser shows where it leads. */
export function ProviderLink(props: {
  readonly name: string;
  readonly next: string;
  readonly invitation?: string;
}): ReactNode {
  const search = new URLSearchParams({ next: props.next });
  if (props.invitation) search.set('invitation', props.invitation);
  return (
    <a className={styles.provider} href={`/api/auth/oidc?${search}`}>
      Sign in with {props.name}
    </a>
  );
}
