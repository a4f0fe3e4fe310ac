'use client';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import styles from './segment.module.css';

export interface SegmentOption<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  readonly disabled?: boolean;
}

/** A choice of few, all in sight. Arrow keys move it. */
export function Segment<T extends string>({
  label,
  value,
  onChange,
  options,
}: {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly SegmentOption<T>[];
}) {
  const box = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step =
      event.key === 'ArrowRight' || event.key === 'ArrowDown'
        ? 1
        : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
          ? -1
          : 0;
    if (step === 0) return;
    event.preventDefault();
    const open = options.filter(({ disabled }) => !disabled);
    const next = open.at((open.findIndex((option) => option.value === value) + step) % open.length);
    if (!next) return;
    onChange(next.value);
    box.current?.querySelectorAll('button')[options.indexOf(next)]?.focus();
  };
  return (
    <div ref={box} role="radiogroup" aria-label={label} className={styles.segment} onKeyDown={onKeyDown}>
      {options.map((option) => (
        // biome-ignore lint/a11y/useSemanticElements: a radio input can't hold the label's markup
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          disabled={option.disabled}
          className={styles.option}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
