'use client';
import { useState } from 'react';

/** Text that is edited in place: Enter (or ⌘Enter where lines may break) and leaving keep it, Escape takes it back. */
export function LineField({
  label,
  value,
  placeholder,
  readOnly,
  oneLine,
  className,
  onDone,
}: {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly readOnly?: boolean;
  readonly oneLine?: boolean;
  readonly className?: string;
  readonly onDone: (value: string) => Promise<unknown>;
}) {
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  // What somebody else writes meanwhile comes in where nothing was typed here: what was typed is not lost.
  if (shown !== value) {
    setShown(value);
    if (text.trim() === shown.trim()) setText(value);
  }
  const finish = async () => {
    if (text.trim() === value.trim()) return setText(value);
    // What was refused stays in the field: nothing that was typed is lost.
    await onDone(text);
  };
  return (
    <textarea
      aria-label={label}
      className={className}
      rows={1}
      dir="auto"
      value={text}
      placeholder={readOnly ? '' : placeholder}
      readOnly={readOnly}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => void finish()}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (oneLine || event.metaKey || event.ctrlKey)) {
          event.preventDefault();
          event.currentTarget.blur();
        }
        if (event.key === 'Escape') {
          event.stopPropagation();
          setText(value);
        }
      }}
    />
  );
}
