'use client';

import { CornerDownLeft } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button, Input } from '#components/ui/index.ts';
import type { Answer } from '#lib/contracts/api.ts';
import styles from './account.module.css';
import { PasswordField } from './password-field.tsx';
import { Refusal } from './refusal.tsx';
import { useSubmit } from './use-submit.ts';

export interface NewOwner {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** The first person makes their account; it owns this Insitu. */
export function WelcomeForm(props: { readonly signUpOwner: (owner: NewOwner) => Promise<Answer<unknown>> }): ReactNode {
  const { submit, problem, busy } = useSubmit(props.signUpOwner, '/');
  const [password, setPassword] = useState('');
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    submit({ name: String(form.get('name')), email: String(form.get('email')), password });
  };
  return (
    <form method="post" className={styles.fields} onSubmit={onSubmit}>
      <Input label="Name" name="name" size="large" autoComplete="name" required autoFocus />
      <Input label="Email" name="email" type="email" size="large" autoComplete="email" required />
      <PasswordField value={password} onChange={setPassword} />
      <Button type="submit" variant="primary" size="large" wide loading={busy} keys={<CornerDownLeft size={12} />}>
        Make the account
      </Button>
      <Refusal problem={problem} />
    </form>
  );
}
