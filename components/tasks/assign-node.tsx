'use client';
import { useState } from 'react';
import { useProject } from '#components/shell/project-context.tsx';
import { Avatar, Button, Dialog, Input, useToast } from '#components/ui/index.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import type { TaskCard } from '#lib/contracts/task.ts';
import { states } from '#lib/domain/task/states.ts';
import styles from './assign-node.module.css';
import { TaskStateIcon } from './state-icon.tsx';
import { useBoard } from './use-board.ts';
import { editorsOf } from './view.ts';

/** Asks who works on a node: its open task becomes that person's; a node without one gets one. */
export function AssignNode({ node, onClose }: { readonly node: GraphNode; readonly onClose: () => void }) {
  const { project } = useProject();
  const { data: board, actions } = useBoard();
  const toast = useToast();
  const open = openTasksOf(board?.tasks ?? [], node.id);
  const [chosen, setChosen] = useState<string>();
  const [title, setTitle] = useState(`Work on ${node.name}`);
  const task = open.find(({ id }) => id === chosen) ?? open[0];
  const assign = async (assigneeId: string, name: string) => {
    const fields = { title, state: 'ready' as const, assigneeId, links: [{ nodeId: node.id, column: '' }] };
    const number = task ? (await actions.change(task.id, { assigneeId })) && task.number : await actions.create(fields);
    if (!number) return;
    onClose();
    toast({ text: `FT-${number} on ${node.name} is ${assigneeId === project.me.id ? 'yours' : `${name}’s`} now.` });
  };
  return (
    <Dialog
      open
      onOpenChange={(shown) => !shown && onClose()}
      title={`Who works on ${node.name}?`}
      description={task ? undefined : 'Nobody has a task on it yet: one is made, ready to be started.'}
      actions={
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      {!task && (
        <Input
          label="Title of the task"
          value={title}
          maxLength={200}
          dir="auto"
          onChange={(event) => setTitle(event.target.value)}
        />
      )}
      {open.length > 0 && (
        <ul className={styles.tasks} aria-label="Open tasks on it">
          {open.map((each) => (
            <li key={each.id}>
              <button type="button" aria-pressed={each === task} onClick={() => setChosen(each.id)}>
                <TaskStateIcon state={each.state} />
                FT-{each.number} <bdi>{each.title}</bdi>
                <Avatar person={each.assignee} size={16} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <ul className={styles.people} aria-label="People">
        {editorsOf(project.members).map(({ id, name, colour }) => (
          <li key={id}>
            <button
              type="button"
              disabled={!task && title.trim() === ''}
              aria-pressed={task?.assignee?.id === id}
              onClick={() => void assign(id, name)}
            >
              <Avatar person={{ name, colour }} size={20} />
              {name}
              {id === project.me.id && <span>you</span>}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** The tasks on a node that are not over, those that are worked on first. */
export function openTasksOf(tasks: readonly TaskCard[], nodeId: string): readonly TaskCard[] {
  return tasks
    .filter(({ state, links }) => !states[state].closed && links.some((link) => link.nodeId === nodeId))
    .toSorted((a, b) => Number(b.state === 'in_progress') - Number(a.state === 'in_progress'));
}
