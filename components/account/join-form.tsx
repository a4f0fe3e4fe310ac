'use client';

import { CornerDownLeft } from 'lucide-react';
import Link from 'next/link';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button, Input } from '#components/ui/index.ts';
import type { Answer, Person } from '#lib/contracts/api.ts';
import styles from './account.module.css';
import { PasswordField } from './password-field.tsx';
import { Refusal } from './refusal.tsx';
import { ProviderLink } from './sign-in-form.tsx';
import { useSubmit } from './use-submit.ts';

const home = ({ slug }: { slug: string }): string => `/p/${slug}`;

/** Somebody who is signed in comes into a project by a click. */
export function AcceptForm(props: {
  readonly token: string;
  readonly me: Person;
  readonly accept: (request: { token: string }) => Promise<Answer<{ slug: string }>>;
}): ReactNode {
  const { submit, problem, busy } = useSubmit(props.accept, home);
  return (
    <div className={styles.fields}>
      <Button
        variant="primary"
        size="large"
        wide
        loading={busy}
        keys={<CornerDownLeft size={12} />}
        onClick={() => submit({ token: props.token })}
      >
        Come in as {props.me.name}
      </Button>
      <Refusal problem={problem} />
    </div>
  );
}

/** A member who follows a link again goes where it led the first time. */
export function OpenProject({ project }: { readonly project: { readonly name: string; readonly slug: string } }) {
  return (
    <Link className={styles.provider} href={home(project)}>
      Open {project.name}
    </Link>
  );
}

interface NewPerson {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Somebody new makes an account, and is in. */
export function JoinForm(props: {
  readonly token: string;
  readonly email: string | undefined;
  readonly provider?: string;
  /** The project that the link leads into. */
  readonly slug: string;
  readonly join: (person: NewPerson) => Promise<Answer<{ slug: string }>>;
}): ReactNode {
  const { submit, problem, busy } = useSubmit(props.join, home);
  const [password, setPassword] = useState('');
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    submit({ token: props.token, name: String(form.get('name')), email: String(form.get('email')), password });
  };
  return (
    <form method="post" className={styles.fields} onSubmit={onSubmit}>
      <Input label="Name" name="name" size="large" autoComplete="name" required autoFocus />
      <Input
        label="Email"
        name="email"
        type="email"
        size="large"
        autoComplete="email"
        required
        defaultValue={props.email}
      />
      <PasswordField value={password} onChange={setPassword} />
      <Button type="submit" variant="primary" size="large" wide loading={busy} keys={<CornerDownLeft size={12} />}>
        Make the account
      </Button>
      {props.provider ? <ProviderLink name={props.provider} next={home(props)} invitation={props.token} /> : null}
      <a className={styles.other} href={`/sign-in?next=${encodeURIComponent(`/invite/${props.token}`)}`}>
        I have an account: sign in
      </a>
      <Refusal problem={problem} />
    </form>
  );
}
