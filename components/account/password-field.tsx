'use client';

import { Eye, EyeOff } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { IconButton, Input } from '#components/ui/index.ts';
import styles from './account.module.css';
import { strengthOf } from './strength.ts';

/** A new password, shown on demand, with how strong it is. */
export function PasswordField(props: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <>
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
      <Strength password={props.value} />
    </>
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
