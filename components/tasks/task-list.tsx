'use client';
import { formatAgo, formatSigned } from '#components/charts/format.ts';
import { Avatar, EmptyState } from '#components/ui/index.ts';
import type { TaskCard } from '#lib/contracts/task.ts';
import { TaskStateLabel } from './state-icon.tsx';
import styles from './task-list.module.css';
import { dueWords, todayOf } from './view.ts';

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
    <div className={styles.list}>
      <table>
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">Title</th>
            <th scope="col">State</th>
            <th scope="col" className={styles.wide}>
              Assignee
            </th>
            <th scope="col" className={`${styles.right} ${styles.wide}`}>
              Expected
            </th>
            <th scope="col" className={`${styles.right} ${styles.wide}`}>
              Due
            </th>
            <th scope="col" className={`${styles.right} ${styles.wide}`}>
              Changed
            </th>
          </tr>
        </thead>
        <tbody>
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
                <td className={styles.wide}>
                  <span className={styles.who}>
                    <Avatar person={task.assignee} size={16} />
                    {task.assignee?.name ?? 'Nobody'}
                  </span>
                </td>
                <td className={`${styles.right} ${styles.wide}`}>
                  {task.expectedLift === undefined ? '–' : formatSigned(task.expectedLift)}
                </td>
                <td className={`${styles.right} ${styles.wide}`}>{task.due ? dueWords(task.due, today).text : '–'}</td>
                <td className={`${styles.right} ${styles.wide}`}>{formatAgo(task.updatedAt, now)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
