'use client';
import { useState } from 'react';
import { useProject } from '#components/shell/project-context.tsx';
import { Button, Dialog, Input } from '#components/ui/index.ts';
import type { TaskLink, TaskState } from '#lib/contracts/task.ts';
import { states } from '#lib/domain/task/states.ts';
import { useBoardActions } from './use-board.ts';
import { nodeName } from './view.ts';

/** Asks for a title and what is believed, makes the task, and opens it. */
export function NewTaskDialog({
  state = 'ready',
  links = [],
  title: suggested = '',
  hypothesis: believed = '',
  onClose,
  onMade,
}: {
  readonly state?: TaskState;
  readonly links?: readonly TaskLink[];
  readonly title?: string;
  readonly hypothesis?: string;
  readonly onClose: () => void;
  readonly onMade: (number: number) => void;
}) {
  const { project } = useProject();
  const actions = useBoardActions();
  const [title, setTitle] = useState(suggested);
  const [hypothesis, setHypothesis] = useState(believed);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    if (title.trim() === '' || busy) return;
    setBusy(true);
    // A task in progress belongs to somebody: to who makes it there.
    const assigneeId = state === 'in_progress' ? project.me.id : undefined;
    const number = await actions.create({ title, hypothesis, state, assigneeId, links: [...links] });
    setBusy(false);
    if (number !== undefined) onMade(number);
  };
  const about = links.map(({ nodeId, column }) => (column ? `${nodeName(nodeId)}.${column}` : nodeName(nodeId)));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`New task in ${states[state].label}`}
      description={about.length > 0 ? `About ${about.join(', ')}.` : undefined}
      actions={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={() => void make()} loading={busy} disabled={title.trim() === ''}>
            Make task
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Input
          label="Title"
          value={title}
          maxLength={200}
          autoFocus
          dir="auto"
          onChange={(event) => setTitle(event.target.value)}
        />
        <Input
          label="Hypothesis"
          hint="What you believe, and why it should help the objective."
          value={hypothesis}
          dir="auto"
          onChange={(event) => setHypothesis(event.target.value)}
        />
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
