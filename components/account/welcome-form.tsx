'use client';

import { CornerDownLeft, Eye, EyeOff } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button, IconButton, Input, Note } from '#components/ui/index.ts';
import type { Answer } from '#lib/contracts/api.ts';
import styles from './account.module.css';
import { strengthOf } from './strength.ts';
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
      <Strength password={password} />
      <Button type="submit" variant="primary" size="large" wide loading={busy} keys={<CornerDownLeft size={12} />}>
        Make the account
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

function PasswordField(props: { readonly value: string; readonly onChange: (value: string) => void }): ReactNode {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <Input
      label="Password"
      name="password"
      type={shown ? 'text' : 'password'}
      size="large"
      autoComplete="new-password"
      minLength={12}
      required
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
      hint="Twelve characters or more; a sentence is fine."
      end={
        <IconButton label={shown ? 'Hide the password' : 'Show the password'} onClick={() => setShown(!shown)}>
          <Icon size={14} strokeWidth={1.6} />
        </IconButton>
      }
    />
  );
}

function Strength(props: { readonly password: string }): ReactNode {
  const strength = strengthOf(props.password);
  return (
    <div className={styles.strength} role="img" aria-label={`Strength ${strength} of 4`}>
      {[1, 2, 3, 4].map((step) => (
        <i key={step} data-on={step <= strength || undefined} />
      ))}
    </div>
  );
}
