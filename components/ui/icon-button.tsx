import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './icon-button.module.css';
import { Tooltip } from './tooltip.tsx';

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What it does: spoken, and shown as the tip. */
  readonly label: string;
  readonly keys?: string;
  readonly on?: boolean;
  readonly size?: 24 | 28 | 44;
  readonly children: ReactNode;
  readonly ref?: React.Ref<HTMLButtonElement>;
}

/** A square button with a picture; its label is its tip. */
export function IconButton({ label, keys, on, size = 24, children, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={on}
        {...rest}
        className={[styles.button, on && styles.on, rest.className].filter(Boolean).join(' ')}
        style={{ width: size, height: size, ...rest.style }}
      >
        {children}
      </button>
    </Tooltip>
  );
}
