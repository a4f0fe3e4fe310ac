'use client';

import { CornerDownLeft } from 'lucide-react';
import type { FormEvent, ReactNode } from 'react';
import { Button, Input, Note } from '#components/ui/index.ts';
import type { Answer } from '#lib/contracts/api.ts';
import styles from './account.module.css';
import { useSubmit } from './use-submit.ts';

/** @param next where the person wanted to go; only a path of this server */
export function SignInForm(props: {
  readonly signIn: (request: { email: string; password: string }) => Promise<Answer<unknown>>;
  readonly next: string;
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
      <div className={styles.problem}>
        {problem ? (
          <Note tone="bad">
            {problem.message} {problem.remedy}
          </Note>
        ) : null}
      </div>
    </form>
  );
}
