'use client';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './check.module.css';

export interface CheckProps {
  readonly label: ReactNode;
  readonly hideLabel?: boolean;
  readonly checked: boolean | 'some';
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** A box to tick; `some` is the state between, for a box that stands for several. */
export function Check({ label, hideLabel, checked, disabled, onChange }: CheckProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = checked === 'some';
  }, [checked]);
  return (
    <label className={styles.label}>
      <span className={styles.place}>
        <input
          ref={input}
          type="checkbox"
          className={styles.input}
          checked={checked === true}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
        />
        <svg className={styles.box} width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          {checked === true && <path d="M3.2 7.4l2.6 2.6 5-5.8" />}
          {checked === 'some' && <path d="M3.5 7h7" />}
        </svg>
      </span>
      <span className={hideLabel ? styles.hidden : undefined}>{label}</span>
    </label>
  );
}
