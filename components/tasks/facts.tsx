'use client';
import { useProject } from '#components/shell/project-context.tsx';
import { Avatar, keepOnEnter, Menu, type MenuEntry } from '#components/ui/index.ts';
import type { Person } from '#lib/contracts/api.ts';
import type { Objective, TaskActions, TaskDetail } from '#lib/contracts/task.ts';
import drawer from './drawer.module.css';
import styles from './facts.module.css';
import { dueWords, editorsOf, todayOf } from './view.ts';

type Fields = Parameters<TaskActions['changeTask']>[0]['fields'];

/** Who does it, who reviews it, what for, by when, and what is expected of it. */
export function Facts({
  task,
  objectives,
  now,
  onChange,
}: {
  readonly task: TaskDetail;
  readonly objectives: readonly Objective[];
  readonly now: number;
  readonly onChange: (fields: Fields) => Promise<boolean>;
}) {
  const { mayEdit } = useProject();
  const aim = objectives.find(({ id }) => id === task.objectiveId);
  const over = task.due ? dueWords(task.due, todayOf(now)).over : false;
  return (
    <dl className={styles.facts}>
      <dt>Assignee</dt>
      <dd>
        <PersonPick label="Assignee" person={task.assignee} onPick={(assigneeId) => onChange({ assigneeId })} />
      </dd>
      <dt>Expected</dt>
      <dd>
        <input
          key={String(task.expectedLift)}
          className={drawer.field}
          aria-label="Expected lift"
          type="number"
          step="any"
          defaultValue={task.expectedLift ?? ''}
          placeholder="lift"
          readOnly={!mayEdit}
          onKeyDown={keepOnEnter}
          onBlur={({ target }) => {
            const expectedLift = target.value === '' ? null : target.valueAsNumber;
            if (expectedLift !== (task.expectedLift ?? null)) void onChange({ expectedLift });
          }}
        />
      </dd>
      <dt>Reviewer</dt>
      <dd>
        <PersonPick label="Reviewer" person={task.reviewer} onPick={(reviewerId) => onChange({ reviewerId })} />
      </dd>
      <dt>Due</dt>
      <dd>
        <input
          key={task.due ?? ''}
          className={drawer.field}
          aria-label="Due"
          type="date"
          defaultValue={task.due ?? ''}
          min="2000-01-01"
          max="2099-12-31"
          readOnly={!mayEdit}
          data-over={over || undefined}
          onKeyDown={keepOnEnter}
          onBlur={({ target }) => {
            const due = target.value === '' ? null : target.value;
            if (due !== (task.due ?? null)) void onChange({ due });
          }}
        />
      </dd>
      <dt>Objective</dt>
      <dd>
        <Pick
          label="Objective"
          disabled={!mayEdit}
          entries={[
            ...objectives.map(({ id, name }) => ({
              id,
              label: name,
              checked: id === task.objectiveId,
              onSelect: () => void onChange({ objectiveId: id }),
            })),
            { id: 'none', label: 'None', checked: !aim, onSelect: () => void onChange({ objectiveId: null }) },
          ]}
        >
          {aim?.name ?? 'None'}
        </Pick>
      </dd>
      <dt>Blocked</dt>
      <dd>
        <input
          key={task.blockedBy}
          className={drawer.field}
          aria-label="What blocks it"
          maxLength={80}
          defaultValue={task.blockedBy}
          placeholder="by nothing"
          readOnly={!mayEdit}
          onKeyDown={keepOnEnter}
          onBlur={({ target }) => {
            if (target.value.trim() !== task.blockedBy) void onChange({ blockedBy: target.value });
          }}
        />
      </dd>
    </dl>
  );
}

function PersonPick({
  label,
  person,
  onPick,
}: {
  readonly label: string;
  readonly person: Person | undefined;
  readonly onPick: (id: string | null) => Promise<boolean>;
}) {
  const { project, mayEdit } = useProject();
  return (
    <Pick
      label={label}
      disabled={!mayEdit}
      entries={[
        ...editorsOf(project.members).map((member) => ({
          id: member.id,
          label: member.id === project.me.id ? `${member.name} (you)` : member.name,
          icon: <Avatar person={member} size={16} />,
          checked: member.id === person?.id,
          onSelect: () => void onPick(member.id),
        })),
        { id: 'nobody', label: 'Nobody', checked: !person, onSelect: () => void onPick(null) },
      ]}
    >
      <Avatar person={person} size={16} />
      <span>{person?.name ?? 'Nobody'}</span>
    </Pick>
  );
}

function Pick({
  label,
  disabled,
  entries,
  children,
}: {
  readonly label: string;
  readonly disabled: boolean;
  readonly entries: readonly MenuEntry[];
  readonly children: React.ReactNode;
}) {
  return (
    <Menu entries={entries} width={200}>
      <button type="button" className={styles.pick} aria-label={label} disabled={disabled}>
        {children}
      </button>
    </Menu>
  );
}
