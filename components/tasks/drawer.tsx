'use client';
import { useQuery } from '@tanstack/react-query';
import { Link as LinkIcon, Play, X } from 'lucide-react';
import { useProject } from '#components/shell/project-context.tsx';
import { problemOf } from '#components/shell/project-files.tsx';
import { Button, FailureCard, IconButton, Menu, type MenuEntry, useToast } from '#components/ui/index.ts';
import { taskQuery } from '#lib/client/queries.ts';
import type { NodeKind } from '#lib/contracts/graph.ts';
import { type Objective, type TaskDetail, type TaskState, taskState } from '#lib/contracts/task.ts';
import { states } from '#lib/domain/task/states.ts';
import { Checklist } from './checklist.tsx';
import { Discussion } from './discussion.tsx';
import styles from './drawer.module.css';
import { Facts } from './facts.tsx';
import { History } from './history.tsx';
import { LineField } from './line-field.tsx';
import { Linked } from './linked.tsx';
import { TaskStateLabel } from './state-icon.tsx';
import { type BoardActions, useBoardActions } from './use-board.ts';

export interface DrawerProps {
  readonly number: number;
  readonly objectives: readonly Objective[];
  readonly kinds: ReadonlyMap<string, NodeKind>;
  readonly now: number;
  readonly onClose: () => void;
  /** Opens what the task works on, when it is started. */
  readonly onStart: (task: TaskDetail) => void;
}

/** One task: what is believed, who does it, what is left to do, what it works on, what was said and done. */
export function Drawer(props: DrawerProps) {
  const { project } = useProject();
  const { data: task, error } = useQuery(taskQuery(project.id, props.number));
  return (
    <aside className={styles.drawer} aria-label={`Task FT-${props.number}`}>
      {error ? (
        <>
          <header className={styles.top}>
            <span className={styles.number}>FT-{props.number}</span>
            <span className={styles.push} />
            <CloseButton onClose={props.onClose} />
          </header>
          <FailureCard title={`FT-${props.number} can’t be read`} problem={problemOf(error)} />
        </>
      ) : (
        task && <Task key={task.id} task={task} {...props} />
      )}
    </aside>
  );
}

function Task({ task, onClose, onStart, ...props }: DrawerProps & { readonly task: TaskDetail }) {
  const { mayEdit } = useProject();
  const actions = useBoardActions();
  const change = (fields: Parameters<BoardActions['change']>[1]) => actions.change(task.id, fields);
  return (
    <>
      <header className={styles.top}>
        <span className={styles.number}>FT-{task.number}</span>
        <StateMenu task={task} actions={actions} />
        <span className={styles.push} />
        {mayEdit && (task.state === 'idea' || task.state === 'ready') && (
          <Button icon={<Play size={13} strokeWidth={1.6} />} onClick={() => onStart(task)}>
            Start
          </Button>
        )}
        <CopyLink number={task.number} />
        <CloseButton onClose={onClose} />
      </header>
      <LineField
        label="Title"
        className={styles.title}
        value={task.title}
        readOnly={!mayEdit}
        oneLine
        onDone={(title) => change({ title })}
      />
      <div className={styles.hypothesis}>
        <LineField
          label="Hypothesis"
          value={task.hypothesis}
          placeholder="What you believe, and why it should help"
          readOnly={!mayEdit}
          onDone={(hypothesis) => change({ hypothesis })}
        />
      </div>
      <Facts task={task} objectives={props.objectives} now={props.now} onChange={change} />
      <Checklist task={task} onEdit={(edit) => change({ lines: [edit] })} />
      <Linked task={task} kinds={props.kinds} onChange={change} />
      <Discussion task={task} actions={actions} now={props.now} />
      <History task={task} objectives={props.objectives} now={props.now} />
    </>
  );
}

function StateMenu({ task, actions }: { readonly task: TaskDetail; readonly actions: BoardActions }) {
  const { mayEdit } = useProject();
  const entry = (state: TaskState): MenuEntry => ({
    id: state,
    label: states[state].label,
    checked: state === task.state,
    onSelect: () => void actions.move(task, { state }),
  });
  if (!mayEdit) return <TaskStateLabel state={task.state} />;
  return (
    <Menu entries={taskState.options.map(entry)}>
      <button type="button" aria-label={`State: ${states[task.state].label}`}>
        <TaskStateLabel state={task.state} />
      </button>
    </Menu>
  );
}

function CloseButton({ onClose }: Pick<DrawerProps, 'onClose'>) {
  return (
    <IconButton label="Close" keys="Esc" onClick={onClose}>
      <X size={14} strokeWidth={1.6} />
    </IconButton>
  );
}

function CopyLink({ number }: { readonly number: number }) {
  const { href } = useProject();
  const toast = useToast();
  const copy = async () => {
    await navigator.clipboard.writeText(`${window.location.origin}${href(`board?task=${number}`)}`);
    toast({ text: `The address of FT-${number} is copied.` });
  };
  return (
    <IconButton label="Copy the address" onClick={() => void copy()}>
      <LinkIcon size={14} strokeWidth={1.6} />
    </IconButton>
  );
}
