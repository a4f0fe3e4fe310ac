import styles from './save-mark.module.css';

/**
 * How far what was typed has come. `loading` is before the server's text is here; `offline` and `refused` are the
 * two ways to stop at the first step.
 */
type SaveState = 'loading' | 'here' | 'server' | 'stored' | 'offline' | 'refused';

const WORDS: Readonly<Record<SaveState, string>> = {
  loading: 'Connecting',
  here: 'Here only',
  server: 'On the server',
  stored: 'Stored',
  offline: 'Offline, kept here',
  refused: 'Not taken by the server',
};
const STEPS: Readonly<Record<SaveState, number>> = {
  loading: 0,
  here: 1,
  server: 2,
  stored: 3,
  offline: 1,
  refused: 1,
};

/** Three boxes that fill: here, on the server, stored. */
export function SaveMark({ state }: { readonly state: SaveState }) {
  const wrong = state === 'offline' || state === 'refused';
  const colour = wrong ? 'var(--warn)' : 'var(--accent)';
  return (
    <span
      className={wrong ? `${styles.mark} ${styles.wrong}` : styles.mark}
      role="status"
      title="Here, on the server, stored"
    >
      <svg width="22" height="8" viewBox="0 0 22 8" aria-hidden="true">
        {[0.5, 8, 15.5].map((x, at) => (
          <rect
            key={x}
            x={x}
            y="1.5"
            width="6"
            height="5"
            rx="1.5"
            fill={at < STEPS[state] ? colour : 'none'}
            stroke={at < STEPS[state] ? colour : 'var(--text-4)'}
          />
        ))}
      </svg>
      <span className={styles.word}>{WORDS[state]}</span>
    </span>
  );
}
