'use client';
import { Play, Plus, UserPlus } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import inspector from '#components/inspector/inspector.module.css';
import { useProject } from '#components/shell/project-context.tsx';
import { Avatar, IconButton, useToast } from '#components/ui/index.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import { states } from '#lib/domain/task/states.ts';
import { AssignNode } from './assign-node.tsx';
import { NewTaskDialog } from './new-task-dialog.tsx';
import styles from './node-tasks.module.css';
import { TaskStateIcon } from './state-icon.tsx';
import { useBoard, useBoardActions } from './use-board.ts';
import { useStart } from './use-start.ts';

/** The tasks that work on a node, who does them, and the way to make another. */
export function NodeTasks({ node }: { readonly node: GraphNode }) {
  const { href, mayEdit } = useProject();
  const { data: board } = useBoard();
  const [asking, setAsking] = useState<'task' | 'assign'>();
  const actions = useBoardActions();
  const start = useStart(actions);
  const tasks = (board?.tasks ?? []).filter(({ links }) => links.some(({ nodeId }) => nodeId === node.id));
  return (
    <section className={inspector.section}>
      <h3>
        Tasks {tasks.length > 0 && <span>{tasks.length}</span>}
        {mayEdit && (
          <span className={styles.add}>
            <IconButton label={`Assign ${node.name}`} onClick={() => setAsking('assign')}>
              <UserPlus size={13} strokeWidth={1.6} />
            </IconButton>
            <IconButton label="New task from this node" onClick={() => setAsking('task')}>
              <Plus size={13} strokeWidth={1.6} />
            </IconButton>
          </span>
        )}
      </h3>
      {tasks.length === 0 && <p className={styles.none}>Nobody has a task on it.</p>}
      <ul className={styles.tasks}>
        {tasks.map((task) => (
          <li key={task.id}>
            <TaskStateIcon state={task.state} />
            <Link href={href(`board?task=${task.number}`)} title={states[task.state].label}>
              FT-{task.number} <bdi>{task.title}</bdi>
            </Link>
            {mayEdit && (task.state === 'idea' || task.state === 'ready') && (
              <IconButton label={`Start FT-${task.number}`} onClick={() => start(task)}>
                <Play size={12} strokeWidth={1.6} />
              </IconButton>
            )}
            <Avatar person={task.assignee} size={16} />
          </li>
        ))}
      </ul>
      {asking === 'task' && <NewNodeTask node={node} onClose={() => setAsking(undefined)} />}
      {asking === 'assign' && <AssignNode node={node} onClose={() => setAsking(undefined)} />}
    </section>
  );
}

/** Asks for a task about a node; it stays where it is and says that it is made. */
export function NewNodeTask({ node, onClose }: { readonly node: GraphNode; readonly onClose: () => void }) {
  const toast = useToast();
  const { project } = useProject();
  return (
    <NewTaskDialog
      links={[{ nodeId: node.id, column: '' }]}
      onClose={onClose}
      onMade={(number) => {
        onClose();
        toast({ text: `FT-${number} is on the board of ${project.name}.` });
      }}
    />
  );
}
