'use client';
import { Ban, Calendar, Check, MessageSquare, TrendingUp } from 'lucide-react';
import type { DragEvent, KeyboardEvent } from 'react';
import { formatSigned } from '#components/charts/format.ts';
import { Avatar, KindIcon } from '#components/ui/index.ts';
import type { NodeKind } from '#lib/contracts/graph.ts';
import type { TaskCard } from '#lib/contracts/task.ts';
import styles from './card.module.css';
import { dueWords, nodeName } from './view.ts';

export interface CardProps {
  readonly task: TaskCard;
  readonly kinds: ReadonlyMap<string, NodeKind>;
  readonly today: string;
  readonly selected: boolean;
  readonly lifted: boolean;
  readonly mayEdit: boolean;
  readonly onOpen: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onDragStart: (event: DragEvent) => void;
  readonly onDragEnd: () => void;
  readonly onDragOver: (event: DragEvent) => void;
}

/** A task on the board. Enter opens, arrows walk, ⇧arrows move. */
export function Card({ task, kinds, today, selected, lifted, mayEdit, onOpen, ...events }: CardProps) {
  return (
    <article
      className={styles.card}
      data-task={task.number}
      data-selected={selected || undefined}
      data-lifted={lifted || undefined}
      data-blocked={task.blockedBy !== '' || undefined}
      draggable={mayEdit}
      onDragStart={events.onDragStart}
      onDragEnd={events.onDragEnd}
      onDragOver={events.onDragOver}
    >
      <button
        type="button"
        className={styles.cover}
        aria-label={`FT-${task.number} ${task.title}`}
        onClick={onOpen}
        onKeyDown={events.onKeyDown}
      />
      <header className={styles.cardHead}>
        <span>FT-{task.number}</span>
        <Due task={task} today={today} />
        {task.blockedBy !== '' && (
          <span className={styles.blocked}>
            <Ban size={11} aria-hidden="true" />
            {task.blockedBy}
          </span>
        )}
        <span className={styles.push} />
        <Avatar person={task.assignee} size={16} />
      </header>
      <h3>
        <bdi>{task.title}</bdi>
      </h3>
      {task.hypothesis !== '' && <p dir="auto">{task.hypothesis}</p>}
      {task.links.length > 0 && (
        <ul className={styles.links}>
          {nodesOf(task).map((id) => (
            <li key={id}>
              <KindIcon kind={kinds.get(id) ?? 'model'} size={12} />
              {nodeName(id)}
            </li>
          ))}
        </ul>
      )}
      <CardFoot task={task} />
    </article>
  );
}

const nodesOf = ({ links }: TaskCard): string[] => [...new Set(links.map(({ nodeId }) => String(nodeId)))].slice(0, 3);

function Due({ task, today }: { readonly task: TaskCard; readonly today: string }) {
  if (!task.due) return null;
  const { text, over } = dueWords(task.due, today);
  return (
    <span className={styles.due} data-over={over || text === 'today' || undefined}>
      <Calendar size={11} aria-hidden="true" />
      {text}
    </span>
  );
}

function CardFoot({ task }: { readonly task: TaskCard }) {
  const { expectedLift, checklist, comments, reviewer } = task;
  const shown = expectedLift !== undefined || checklist.of > 0 || comments > 0 || reviewer;
  if (!shown) return null;
  return (
    <footer className={styles.cardFoot}>
      {expectedLift !== undefined && (
        <span title="Expected lift of the objective's score">
          <TrendingUp size={12} aria-hidden="true" />
          {formatSigned(expectedLift)}
        </span>
      )}
      <span className={styles.push} />
      {checklist.of > 0 && (
        <span title="Checklist">
          <Check size={12} aria-hidden="true" />
          {checklist.done}/{checklist.of}
        </span>
      )}
      {comments > 0 && (
        <span title="Comments">
          <MessageSquare size={12} aria-hidden="true" />
          {comments}
        </span>
      )}
      {reviewer && <Avatar person={reviewer} size={14} />}
    </footer>
  );
}
