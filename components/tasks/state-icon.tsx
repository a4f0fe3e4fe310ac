import type { TaskState } from '#lib/contracts/task.ts';
import { states } from '#lib/domain/task/states.ts';
import styles from './state-icon.module.css';

/** How much of a ring is filled: work is a pie that fills on its way. */
const SHARES: Readonly<Partial<Record<TaskState, number>>> = {
  in_progress: 0.25,
  checking: 0.5,
  in_review: 0.75,
  changes_requested: 0.75,
};

/** A task's state as a shape; its word stands beside it, so it is silent. */
export function TaskStateIcon({ state, size = 12 }: { readonly state: TaskState; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" className={styles.icon} data-state={state} aria-hidden="true">
      <Shape state={state} />
    </svg>
  );
}

function Shape({ state }: { readonly state: TaskState }) {
  const share = SHARES[state];
  if (share !== undefined) {
    const angle = share * 2 * Math.PI;
    const [x, y] = [6 + 3 * Math.sin(angle), 6 - 3 * Math.cos(angle)];
    return (
      <>
        <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.4" />
        <path d={`M6 6V3A3 3 0 ${share > 0.5 ? 1 : 0} 1 ${x} ${y}Z`} fill="currentColor" />
      </>
    );
  }
  switch (state) {
    case 'idea':
      return (
        <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.4" strokeDasharray="2 1.6" />
      );
    case 'accepted':
      return (
        <>
          <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.4" />
          <circle cx="6" cy="6" r="2.6" fill="currentColor" />
        </>
      );
    case 'in_model':
      return (
        <>
          <circle cx="6" cy="6" r="5.4" fill="currentColor" />
          <path
            d="M3.7 6.2l1.6 1.6 3-3.4"
            fill="none"
            stroke="var(--surface-1)"
            strokeWidth="1.4"
            strokeLinecap="round"
          />
        </>
      );
    case 'pruned':
      return (
        <>
          <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.4" />
          <path d="M2.9 9.1l6.2-6.2" stroke="currentColor" strokeWidth="1.4" />
        </>
      );
    default:
      return <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.4" />;
  }
}

/** Icon and word. */
export function TaskStateLabel({ state }: { readonly state: TaskState }) {
  return (
    <span className={styles.label} data-state={state}>
      <TaskStateIcon state={state} />
      {states[state].label}
    </span>
  );
}
