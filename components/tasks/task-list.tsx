'use client';
import { formatAgo, formatSigned } from '#components/charts/format.ts';
import { Avatar, EmptyState, type RowHead, RowTable } from '#components/ui/index.ts';
import type { TaskCard } from '#lib/contracts/task.ts';
import { TaskStateLabel } from './state-icon.tsx';
import styles from './task-list.module.css';
import { dueWords, todayOf } from './view.ts';

const HEADS: readonly RowHead[] = [
  { name: 'Task' },
  { name: 'Title' },
  { name: 'State' },
  { name: 'Assignee', wide: true },
  { name: 'Expected', end: true, wide: true },
  { name: 'Due', end: true, wide: true },
  { name: 'Changed', end: true, wide: true },
];

/** The tasks as rows, newest change first. */
export function TaskList({
  tasks,
  open,
  now,
  empty,
  onOpen,
}: {
  readonly tasks: readonly TaskCard[];
  readonly open: number | undefined;
  readonly now: number;
  readonly empty: string;
  readonly onOpen: (task: TaskCard) => void;
}) {
  if (tasks.length === 0) return <EmptyState title="No task here" text={empty} />;
  const today = todayOf(now);
  return (
    <RowTable heads={HEADS}>
      {tasks
        .toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))
        .map((task) => (
          <tr key={task.id} data-selected={task.number === open || undefined} onClick={() => onOpen(task)}>
            <td>FT-{task.number}</td>
            <td className={styles.titleCell}>
              <button type="button">
                <bdi>{task.title}</bdi>
              </button>
            </td>
            <td>
              <TaskStateLabel state={task.state} />
            </td>
            <td data-wide>
              <span className={styles.who}>
                <Avatar person={task.assignee} size={16} />
                {task.assignee?.name ?? 'Nobody'}
              </span>
            </td>
            <td data-end data-wide>
              {task.expectedLift === undefined ? '–' : formatSigned(task.expectedLift)}
            </td>
            <td data-end data-wide>
              {task.due ? dueWords(task.due, today).text : '–'}
            </td>
            <td data-end data-wide>
              {formatAgo(task.updatedAt, now)}
            </td>
          </tr>
        ))}
    </RowTable>
  );
}
