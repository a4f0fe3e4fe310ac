'use client';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useKeyLabel } from '#components/shell/platform.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { Avatar, Button } from '#components/ui/index.ts';
import styles from './drawer.module.css';

/** A field for a comment. `@` offers names; ⌘Enter sends; what was refused stays. */
export function Write({
  label,
  initial = '',
  autoFocus,
  onSend,
  onCancel,
}: {
  readonly label: string;
  readonly initial?: string;
  readonly autoFocus?: boolean;
  readonly onSend: (text: string) => Promise<boolean>;
  readonly onCancel?: () => void;
}) {
  const { project } = useProject();
  const keys = useKeyLabel();
  const [text, setText] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [at, setAt] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const begun = /(?:^|\s)@(\p{L}[\p{L} ]*)?$/u.exec(text.slice(0, field.current?.selectionEnd ?? text.length));
  const names = begun
    ? project.members.filter(({ name }) => name.toLowerCase().startsWith((begun[1] ?? '').toLowerCase())).slice(0, 6)
    : [];
  const send = async () => {
    if (text.trim() === '' || busy) return;
    setBusy(true);
    if (await onSend(text)) setText('');
    setBusy(false);
  };
  const choose = (name: string) => {
    const end = field.current?.selectionEnd ?? text.length;
    const start = end - (begun?.[1] ?? '').length;
    setText(`${text.slice(0, start)}${name} ${text.slice(end)}`);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = names[at];
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void send();
    else if (event.key === 'Enter' && chosen) choose(chosen.name);
    else if (event.key === 'ArrowDown' && chosen) setAt((at + 1) % names.length);
    else if (event.key === 'ArrowUp' && chosen) setAt((at + names.length - 1) % names.length);
    else if (event.key === 'Escape' && onCancel) onCancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.write}>
      {names.length > 0 && (
        <ul className={styles.names}>
          {names.map((person, index) => (
            <li key={person.id}>
              <button type="button" data-at={index === at || undefined} onClick={() => choose(person.name)}>
                <Avatar person={person} size={16} />
                {person.name}
              </button>
            </li>
          ))}
        </ul>
      )}
      <textarea
        ref={field}
        aria-label={label}
        rows={1}
        dir="auto"
        placeholder={`Write with @ to mention somebody, ${keys('mod+enter')} sends`}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
        autoFocus={autoFocus}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {(text.trim() !== '' || onCancel) && (
        <footer>
          {onCancel && (
            <Button variant="ghost" onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Button onClick={() => void send()} loading={busy} disabled={text.trim() === ''}>
            {label}
          </Button>
        </footer>
      )}
    </div>
  );
}
