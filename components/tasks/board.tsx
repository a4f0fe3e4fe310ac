'use client';
import { Plus } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Avatar, IconButton } from '#components/ui/index.ts';
import type { Person } from '#lib/contracts/api.ts';
import type { NodeKind } from '#lib/contracts/graph.ts';
import type { TaskCard, TaskState, WipLimits } from '#lib/contracts/task.ts';
import { states } from '#lib/domain/task/states.ts';
import styles from './board.module.css';
import { Card } from './card.tsx';
import { boardColumns, type Column, type Group, stepTo } from './columns.ts';
import { TaskStateIcon } from './state-icon.tsx';
import type { Drop } from './use-board.ts';

export interface BoardProps {
  readonly tasks: readonly TaskCard[];
  readonly limits: WipLimits;
  readonly group: 'state' | 'person';
  /** Who has a column by person. */
  readonly people: readonly Person[];
  readonly kinds: ReadonlyMap<string, NodeKind>;
  readonly today: string;
  readonly open: number | undefined;
  readonly mayEdit: boolean;
  readonly unfolded: ReadonlySet<string>;
  readonly onUnfold: (state: string, open: boolean) => void;
  readonly onOpen: (task: TaskCard) => void;
  readonly onMove: (task: TaskCard, drop: Drop) => void;
  readonly onAssign: (task: TaskCard, personId: string | null) => void;
  readonly onNew: (state: TaskState) => void;
}

/** The board: drag or ⇧arrows move a card; a full column says why it takes no more. */
export function Board(props: BoardProps) {
  const { tasks, limits, group, mayEdit } = props;
  const [dragged, setDragged] = useState<TaskCard>();
  const [over, setOver] = useState<{ readonly column: string; readonly before?: string }>();
  const box = useRef<HTMLDivElement>(null);
  // The card that the keys move. In another column it is another element, there and, where it was refused, back.
  const held = useRef<number>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever was drawn anew may have taken the keyboard
  useEffect(() => {
    if (held.current !== undefined && document.activeElement === document.body) focusCard(box.current, held.current);
  }, [tasks]);
  const columns = boardColumns(tasks, limits, group, props.people);
  const drop = (column: Column, target: Group, before?: string) => {
    const task = dragged;
    setDragged(undefined);
    setOver(undefined);
    if (!task || !mayEdit) return;
    if (column.person !== undefined) {
      if ((task.assignee?.id ?? null) !== column.person.id) props.onAssign(task, column.person.id);
    } else if (before !== task.id) props.onMove(task, { state: target.state, before });
  };
  const onKeyDown = (event: KeyboardEvent, column: Column, task: TaskCard) => {
    const step = stepTo(columns, column, task, event.key, event.shiftKey);
    if (!step) return;
    event.preventDefault();
    if (step.type !== 'focus' && !mayEdit) return;
    held.current = step.type === 'focus' ? undefined : task.number;
    if (step.type === 'move') props.onMove(task, step.drop);
    else if (step.type === 'assign') props.onAssign(task, step.personId);
    else focusCard(box.current, step.number);
  };
  return (
    <div className={styles.board} ref={box} onPointerDown={() => (held.current = undefined)}>
      {columns.map((column) =>
        column.strip && !props.unfolded.has(column.id) ? (
          <Strip
            key={column.id}
            column={column}
            onOpen={() => props.onUnfold(column.id, true)}
            onDrop={() => column.groups[0] && drop(column, column.groups[0])}
            droppable={dragged !== undefined}
          />
        ) : (
          <section key={column.id} className={styles.column} aria-label={column.label}>
            <ColumnHead column={column} {...props} />
            <div className={styles.cards}>
              {column.count === 0 && <p className={styles.full}>Nothing here.</p>}
              {column.groups.map((each) => (
                // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop a card; the keyboard has ⇧arrows
                <div
                  key={each.state}
                  className={styles.group}
                  data-over={(over?.column === `${column.id} ${each.state}` && dragged !== undefined) || undefined}
                  onDragOver={(event) => {
                    if (!dragged) return;
                    event.preventDefault();
                    setOver({ column: `${column.id} ${each.state}` });
                  }}
                  onDrop={(event) => {
                    event.preventDefault();
                    drop(column, each, over?.before);
                  }}
                >
                  {each.head && (
                    <h3 className={styles.groupHead}>
                      <TaskStateIcon state={each.state} />
                      {states[each.state].label}
                    </h3>
                  )}
                  {each.tasks.map((task) => (
                    <Card
                      key={task.id}
                      task={task}
                      kinds={props.kinds}
                      today={props.today}
                      mayEdit={mayEdit}
                      selected={task.number === props.open}
                      lifted={task.id === dragged?.id}
                      onOpen={() => props.onOpen(task)}
                      onKeyDown={(event) => onKeyDown(event, column, task)}
                      onDragStart={(event: DragEvent) => {
                        event.dataTransfer.effectAllowed = 'move';
                        event.dataTransfer.setData('text/plain', `FT-${task.number}`);
                        setDragged(task);
                      }}
                      onDragEnd={() => setDragged(undefined)}
                      onDragOver={(event: DragEvent) => {
                        if (!dragged) return;
                        event.preventDefault();
                        event.stopPropagation();
                        setOver({ column: `${column.id} ${each.state}`, before: placeOver(event, each.tasks, task) });
                      }}
                    />
                  ))}
                </div>
              ))}
              {column.full && <p className={styles.full}>Full: finish or move one before taking another.</p>}
            </div>
          </section>
        ),
      )}
    </div>
  );
}

/** Over a card's upper half the drop is before it, over its lower half before the next. */
function placeOver(event: DragEvent, tasks: readonly TaskCard[], task: TaskCard): string | undefined {
  const box = event.currentTarget.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) return task.id;
  return tasks[tasks.indexOf(task) + 1]?.id;
}

const focusCard = (box: HTMLElement | null, number: number): void =>
  box?.querySelector<HTMLElement>(`[data-task="${number}"] button`)?.focus();

function ColumnHead({ column, mayEdit, onNew, onUnfold }: BoardProps & { readonly column: Column }) {
  const { state } = column;
  return (
    <header className={styles.columnHead}>
      {state ? <TaskStateIcon state={state} /> : <Avatar person={column.person?.person} size={16} />}
      <h2>{column.label}</h2>
      <span className={styles.count} data-full={column.full || undefined}>
        {column.limit === undefined ? column.count : `${column.count} of ${column.limit}`}
      </span>
      <span className={styles.push} />
      {column.strip && (
        <button type="button" className={styles.fold} onClick={() => onUnfold(column.id, false)}>
          Fold
        </button>
      )}
      {state && mayEdit && (
        <IconButton label={`New task in ${column.label}`} onClick={() => onNew(state)}>
          <Plus size={14} strokeWidth={1.6} />
        </IconButton>
      )}
    </header>
  );
}

/** A folded column. */
function Strip({
  column,
  droppable,
  onOpen,
  onDrop,
}: {
  readonly column: Column;
  readonly droppable: boolean;
  readonly onOpen: () => void;
  readonly onDrop: () => void;
}) {
  return (
    <button
      type="button"
      className={styles.strip}
      aria-label={`${column.label}, ${column.count}: unfold`}
      onClick={onOpen}
      onDragOver={(event) => droppable && event.preventDefault()}
      onDrop={onDrop}
    >
      {column.state && <TaskStateIcon state={column.state} />}
      <b>{column.count}</b>
      <span>{column.label}</span>
    </button>
  );
}
