'use client';

import { CornerDownLeft } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '#components/ui/index.ts';
import type { Answer } from '#lib/contracts/api.ts';
import styles from './account.module.css';
import { PasswordField } from './password-field.tsx';
import { Refusal } from './refusal.tsx';
import { useSubmit } from './use-submit.ts';

/** Sets the password and leads in. */
export function ResetForm(props: {
  readonly token: string;
  readonly reset: (request: { token: string; password: string }) => Promise<Answer<null>>;
}): ReactNode {
  const { submit, problem, busy } = useSubmit(props.reset, '/');
  const [password, setPassword] = useState('');
  return (
    <form
      method="post"
      className={styles.fields}
      onSubmit={(event) => {
        event.preventDefault();
        submit({ token: props.token, password });
      }}
    >
      <PasswordField value={password} onChange={setPassword} />
      <Button type="submit" variant="primary" size="large" wide loading={busy} keys={<CornerDownLeft size={12} />}>
        Set the password
      </Button>
      <Refusal problem={problem} />
    </form>
  );
}
