'use client';
import { useProject } from '#components/shell/project-context.tsx';
import { useBoard } from '#components/tasks/use-board.ts';
import { COLUMNS } from '#components/tasks/view.ts';
import { Input, keepOnEnter, useToast } from '#components/ui/index.ts';
import type { TaskState } from '#lib/contracts/task.ts';
import { states } from '#lib/domain/task/states.ts';
import styles from './settings.module.css';

/** How many tasks a state may hold at once: work that is begun is finished before more is taken. */
export function WipLimitsForm() {
  const { project, tasks, mayEdit } = useProject();
  const { data: board, actions } = useBoard();
  const toast = useToast();
  if (!board) return null;
  const set = async (state: TaskState, text: string) => {
    const limit = text === '' ? undefined : Number(text);
    const limits = { ...board.wipLimits, [state]: limit };
    if (limit === board.wipLimits[state]) return;
    const kept = await actions.act(tasks.setWipLimits({ projectId: project.id, limits }));
    const { label } = states[state];
    if (kept !== undefined)
      toast({ text: limit ? `${label} holds ${limit} at once now.` : `${label} has no limit now.` });
  };
  return (
    <div className={styles.scroll}>
      <header className={styles.head}>
        <h1>Limits of the board</h1>
        <p>How many tasks a state holds at once. Empty is no limit.</p>
      </header>
      <div className={styles.limits}>
        {COLUMNS.filter(({ strip }) => !strip).map(({ state }) => (
          <Input
            key={`${state} ${board.wipLimits[state] ?? ''}`}
            label={states[state].label}
            type="number"
            min={1}
            max={99}
            defaultValue={board.wipLimits[state] ?? ''}
            readOnly={!mayEdit}
            onKeyDown={keepOnEnter}
            onBlur={({ target }) => void set(state, target.value)}
          />
        ))}
      </div>
    </div>
  );
}
