'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useState, useTransition } from 'react';
import { Button, Dialog, Input } from '#components/ui/index.ts';
import type { Answer } from '#lib/contracts/api.ts';
import type { Problem } from '#lib/contracts/problem.ts';

/** Asks for a name; the project begins with an empty tree and a schema of its own. */
export function NewProjectDialog(props: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly createProject: (request: { name: string }) => Promise<Answer<{ slug: string }>>;
}): ReactNode {
  const router = useRouter();
  const [problem, setProblem] = useState<Problem>();
  const [busy, start] = useTransition();
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name'));
    start(async () => {
      const answer = await props.createProject({ name });
      if (answer.ok) router.push(`/p/${answer.value.slug}`);
      else setProblem(answer.problem);
    });
  };
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title="New project"
      actions={
        <Button type="submit" form="new-project" variant="primary" loading={busy}>
          Create
        </Button>
      }
    >
      <form id="new-project" onSubmit={onSubmit}>
        <Input
          label="Name"
          name="name"
          required
          maxLength={60}
          autoFocus
          error={problem ? `${problem.message} ${problem.remedy ?? ''}` : undefined}
          hint="Also names its schema in the data database."
        />
      </form>
    </Dialog>
  );
}
