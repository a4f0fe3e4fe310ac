import styles from './meter.module.css';

/** How much of a whole, 0 to 1; without a value it is known only that something goes on. */
export function Meter({
  label,
  value,
  tone = 'bar',
  width,
}: {
  readonly label: string;
  readonly value: number | undefined;
  readonly tone?: 'bar' | 'running' | 'warn' | 'bad';
  readonly width?: number;
}) {
  const part = value === undefined ? undefined : Math.min(Math.max(value, 0), 1);
  return (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={part === undefined ? undefined : Math.round(part * 100)}
      className={styles.meter}
      style={{ width }}
    >
      <i className={styles[tone]} style={{ width: `${(part ?? 0) * 100}%` }} />
    </span>
  );
}
