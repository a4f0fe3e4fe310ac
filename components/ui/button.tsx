import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';
import { Spinner } from './spinner.tsx';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` once a screen: the accent means "act here". */
  readonly variant?: 'primary' | 'plain' | 'ghost' | 'danger';
  readonly size?: 'small' | 'medium' | 'large';
  /** Shows a spinner in the icon's place and refuses clicks; the width stays. */
  readonly loading?: boolean;
  readonly icon?: ReactNode;
  /** Keys shown behind the label, for example `⌘S`. */
  readonly keys?: ReactNode;
  readonly wide?: boolean;
  readonly ref?: React.Ref<HTMLButtonElement>;
}

/** A button; without `type` it does not submit. */
export function Button({
  variant = 'plain',
  size = 'medium',
  loading,
  icon,
  keys,
  wide,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      data-variant={variant}
      {...rest}
      className={[styles.button, styles[variant], styles[size], wide && styles.wide, rest.className]
        .filter(Boolean)
        .join(' ')}
      disabled={rest.disabled}
      aria-disabled={loading || undefined}
      aria-busy={loading || undefined}
      onClick={loading ? undefined : rest.onClick}
    >
      {(loading || icon) && <span className={styles.icon}>{loading ? <Spinner size={13} /> : icon}</span>}
      {children}
      {keys && <span className={styles.keys}>{keys}</span>}
    </button>
  );
}

/** Two buttons that read as one: the action and the menu of its variants. */
export function SplitButton({ children, label }: { readonly children: ReactNode; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings form semantics that this pair has not
    <span role="group" aria-label={label} className={styles.split}>
      {children}
    </span>
  );
}
