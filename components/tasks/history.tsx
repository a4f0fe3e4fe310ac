import { formatAgo } from '#components/charts/format.ts';
import type { Objective, TaskDetail } from '#lib/contracts/task.ts';
import { taskState } from '#lib/contracts/task.ts';
import { states } from '#lib/domain/task/states.ts';
import styles from './drawer.module.css';

/** What was done to a task, newest first. */
export function History({
  task,
  objectives,
  now,
}: {
  readonly task: TaskDetail;
  readonly objectives: readonly Objective[];
  readonly now: number;
}) {
  const nameOf = (id: unknown): string => task.people.find((each) => each.id === id)?.name ?? 'somebody';
  const aimOf = (id: unknown): string => objectives.find((each) => each.id === id)?.name ?? 'an objective';
  return (
    <section className={styles.section} aria-label="History">
      <header>
        <h2>History</h2>
      </header>
      <ul className={styles.history}>
        {task.history.map((change) => (
          <li key={change.id}>
            <span>
              {change.by.name} {sentence(change.field, change.from, change.to, nameOf, aimOf)}
            </span>
            <time className={styles.quiet} dateTime={change.at}>
              {formatAgo(change.at, now)}
            </time>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Name = (id: unknown) => string;

function sentence(field: string, from: unknown, to: unknown, nameOf: Name, aimOf: Name): string {
  switch (field) {
    case 'created':
      return 'made it';
    case 'state': {
      const state = taskState.safeParse(to);
      return `moved it to ${state.success ? states[state.data].label : String(to)}`;
    }
    case 'assigneeId':
      return to === null ? 'took the assignee away' : `assigned ${nameOf(to)}`;
    case 'reviewerId':
      return to === null ? 'took the reviewer away' : `asked ${nameOf(to)} to review`;
    case 'objectiveId':
      return to === null ? 'took it out of its objective' : `put it under ${aimOf(to)}`;
    case 'blockedBy':
      return to === '' ? 'said that nothing blocks it' : `said it is blocked: ${String(to)}`;
    case 'due':
      return to === null ? 'took the due date away' : `made it due on ${String(to)}`;
    case 'expectedLift':
      return to === null ? 'took the expected lift away' : `expects ${String(to)}`;
    case 'title':
      return `renamed it from “${String(from)}”`;
    case 'hypothesis':
      return 'changed the hypothesis';
    case 'checklist':
      return 'changed the checklist';
    case 'links':
      return 'changed what it links';
    default:
      return `changed ${field}`;
  }
}
