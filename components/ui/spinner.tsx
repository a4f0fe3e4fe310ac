import styles from './spinner.module.css';

/** Turning arc. It appears after 200 ms, so that quick work doesn't flicker. */
export function Spinner({ size = 12, label }: { readonly size?: number; readonly label?: string }) {
  return (
    <svg
      className={styles.spinner}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <circle cx="6" cy="6" r="4.2" opacity=".3" />
      <path d="M6 1.8A4.2 4.2 0 0 1 10.2 6" strokeLinecap="round" />
    </svg>
  );
}
