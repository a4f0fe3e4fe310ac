'use client';
import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import styles from './input.module.css';
import { StateMark } from './state-mark.tsx';

export interface InputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'size'> {
  readonly label: string;
  /** The label is only spoken. */
  readonly hideLabel?: boolean;
  readonly hint?: ReactNode;
  /** What is wrong and the nearest right value; its place is kept free below a field that has a hint. */
  readonly error?: string;
  readonly icon?: ReactNode;
  readonly end?: ReactNode;
  readonly size?: 'medium' | 'large';
  readonly ref?: React.Ref<HTMLInputElement>;
}

/** A labelled field with its hint or error. */
export function Input({ label, hideLabel, hint, error, icon, end, size = 'medium', ...rest }: InputProps) {
  const id = useId();
  const fieldId = rest.id ?? id;
  const below = error ?? hint;
  return (
    <div className={styles.field}>
      <label htmlFor={fieldId} className={hideLabel ? styles.hidden : styles.label}>
        {label}
      </label>
      <span className={[styles.box, size === 'large' && styles.large, error && styles.error].filter(Boolean).join(' ')}>
        {icon && <span className={styles.icon}>{icon}</span>}
        <input
          {...rest}
          id={fieldId}
          aria-invalid={error ? true : undefined}
          aria-describedby={below ? `${id}-below` : undefined}
        />
        {error && <StateMark status="failed" />}
        {end}
      </span>
      {below && (
        <span id={`${id}-below`} className={error ? styles.wrong : styles.hint} role={error ? 'alert' : undefined}>
          {below}
        </span>
      )}
    </div>
  );
}
