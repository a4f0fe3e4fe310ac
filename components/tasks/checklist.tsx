'use client';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useProject } from '#components/shell/project-context.tsx';
import { IconButton } from '#components/ui/index.ts';
import { type ChecklistEdit, MOST_LISTED, type TaskDetail } from '#lib/contracts/task.ts';
import styles from './drawer.module.css';

/** What is left to do, line by line; Enter in the last line adds another. */
export function Checklist({
  task,
  onEdit,
}: {
  readonly task: TaskDetail;
  readonly onEdit: (edit: ChecklistEdit) => Promise<boolean>;
}) {
  const { mayEdit } = useProject();
  const [fresh, setFresh] = useState('');
  const items = task.checklist;
  const add = async () => {
    const text = fresh.trim();
    if (text === '') return;
    setFresh('');
    if (!(await onEdit({ id: crypto.randomUUID(), text, done: false }))) setFresh(text);
  };
  if (items.length === 0 && !mayEdit) return null;
  return (
    <section className={styles.section} aria-label="Checklist">
      <header>
        <h2>Checklist</h2>
        <span className={styles.push} />
        {items.length > 0 && (
          <span className={styles.quiet}>
            {items.filter(({ done }) => done).length} of {items.length}
          </span>
        )}
      </header>
      <ul className={styles.checks}>
        {items.map((item) => (
          <li key={item.id} data-done={item.done || undefined}>
            <input
              type="checkbox"
              aria-label={item.text}
              checked={item.done}
              disabled={!mayEdit}
              onChange={() => void onEdit({ id: item.id, done: !item.done })}
            />
            <input
              key={item.text}
              type="text"
              className={styles.field}
              aria-label={`Text of ${item.text}`}
              defaultValue={item.text}
              maxLength={300}
              dir="auto"
              readOnly={!mayEdit}
              onBlur={({ target }) => {
                const text = target.value.trim();
                if (text !== '' && text !== item.text) void onEdit({ id: item.id, text });
              }}
              onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
            />
            {mayEdit && (
              <IconButton label={`Take away ${item.text}`} onClick={() => void onEdit({ id: item.id, gone: true })}>
                <X size={12} />
              </IconButton>
            )}
          </li>
        ))}
        {mayEdit && items.length < MOST_LISTED && (
          <li>
            <input
              type="text"
              className={styles.field}
              aria-label="New line of the checklist"
              placeholder="Add a line"
              maxLength={300}
              dir="auto"
              value={fresh}
              onChange={(event) => setFresh(event.target.value)}
              onBlur={() => void add()}
              onKeyDown={(event) => event.key === 'Enter' && void add()}
            />
          </li>
        )}
      </ul>
    </section>
  );
}
