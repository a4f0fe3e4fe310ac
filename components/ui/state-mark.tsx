import type { ReactNode } from 'react';
import type { NodeKind, NodeStatus } from '#lib/contracts/graph.ts';
import styles from './state-mark.module.css';

/** A node's status, or `done`: a finished step of something. */
export type Mark = NodeStatus | 'done';

export const STATUS_NAMES: Readonly<Record<Mark, string>> = {
  new: 'never built',
  fresh: 'fresh',
  stale: 'stale',
  queued: 'queued',
  running: 'running',
  failed: 'failed',
  partial: 'built in part',
  skipped: 'skipped',
  warned: 'warned',
  passed: 'passed',
  done: 'done',
};

/** The word for a status; a test that has not run was never run, not never built. */
export const statusName = (status: Mark, kind?: NodeKind): string =>
  status === 'new' && kind === 'test' ? 'never run' : STATUS_NAMES[status];

const SHAPES: Readonly<Record<Mark, ReactNode>> = {
  new: <circle cx="6" cy="6" r="3.2" fill="none" stroke="var(--text-4)" strokeWidth="1.3" />,
  fresh: <circle cx="6" cy="6" r="3" fill="var(--ok)" />,
  stale: (
    <>
      <circle cx="6" cy="6" r="3.5" fill="none" stroke="var(--warn)" strokeWidth="1.4" />
      <path d="M6 2.5a3.5 3.5 0 0 1 0 7z" fill="var(--warn)" />
    </>
  ),
  queued: (
    <circle cx="6" cy="6" r="3.5" fill="none" stroke="var(--text-3)" strokeWidth="1.4" strokeDasharray="1.8 1.9" />
  ),
  running: (
    <>
      <circle cx="6" cy="6" r="4" fill="none" stroke="var(--running)" strokeWidth="1.6" opacity=".3" />
      <path d="M6 2a4 4 0 0 1 4 4" fill="none" stroke="var(--running)" strokeWidth="1.8" strokeLinecap="round" />
    </>
  ),
  failed: (
    <>
      <rect x="1" y="1" width="10" height="10" rx="2.5" fill="var(--bad)" />
      <path d="M4.2 4.2l3.6 3.6M7.8 4.2L4.2 7.8" stroke="var(--surface-1)" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  partial: (
    <>
      <rect x="1.7" y="1.7" width="8.6" height="8.6" rx="2" fill="none" stroke="var(--bad)" strokeWidth="1.4" />
      <path d="M1.7 10.3V3.7a2 2 0 0 1 2-2H6v8.6z" fill="var(--bad)" />
    </>
  ),
  skipped: (
    <>
      <circle cx="6" cy="6" r="3.8" fill="none" stroke="var(--text-3)" strokeWidth="1.3" />
      <path d="M3.6 8.4l4.8-4.8" stroke="var(--text-3)" strokeWidth="1.3" />
    </>
  ),
  warned: (
    <>
      <path d="M6 1.6l4.9 8.6H1.1z" fill="none" stroke="var(--warn)" strokeWidth="1.4" strokeLinejoin="round" />
      <path d="M6 4.8v2.4" stroke="var(--warn)" strokeWidth="1.3" strokeLinecap="round" />
      <circle cx="6" cy="8.7" r=".7" fill="var(--warn)" />
    </>
  ),
  passed: (
    <path
      d="M2.2 6.4l2.6 2.6 5-5.6"
      fill="none"
      stroke="var(--ok)"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  done: (
    <>
      <circle cx="6" cy="6" r="5" fill="var(--ok)" />
      <path
        d="M3.7 6.2l1.6 1.6 3-3.4"
        fill="none"
        stroke="var(--surface-1)"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
};

/** State as a shape: dot fresh, half disc stale, arc running, square cross failed, and so on; never colour alone. */
export function StateMark({
  status,
  size = 12,
  silent,
}: {
  readonly status: Mark;
  readonly size?: number;
  readonly silent?: boolean;
}) {
  return (
    <span
      className={status === 'running' ? `${styles.mark} ${styles.running}` : styles.mark}
      style={{ width: size, height: size }}
      title={STATUS_NAMES[status]}
      {...(silent ? { 'aria-hidden': true } : { role: 'img', 'aria-label': STATUS_NAMES[status] })}
    >
      <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
        {SHAPES[status]}
      </svg>
    </span>
  );
}
