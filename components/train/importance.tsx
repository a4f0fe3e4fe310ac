'use client';
import { useState } from 'react';
import type { TrainedModel } from '#lib/contracts/train.ts';
import styles from './importance.module.css';
import panel from './panel.module.css';

const FIRST = 16;

/** Share of gain by feature: what the trees split on, not what causes the target. */
export function Importance({ importance }: { readonly importance: TrainedModel['importance'] }) {
  const [all, setAll] = useState(false);
  const sorted = importance.toSorted((a, b) => b.gain - a.gain);
  const sum = sorted.reduce((total, { gain }) => total + Math.max(gain, 0), 0) || 1;
  const most = (sorted[0]?.gain ?? 0) / sum || 1;
  return (
    <section className={panel.panel}>
      <h3>
        Importance <span>share of gain</span>
      </h3>
      {sorted.length === 0 && <p className={styles.quiet}>This estimator has none.</p>}
      <ul className={styles.importance}>
        {(all ? sorted : sorted.slice(0, FIRST)).map(({ feature, gain }) => (
          <li key={feature}>
            <span>{feature}</span>
            <i>
              <i style={{ transform: `scaleX(${Math.max(gain, 0) / sum / most})` }} />
            </i>
            <b>{((Math.max(gain, 0) / sum) * 100).toFixed(1)} %</b>
          </li>
        ))}
      </ul>
      {sorted.length > FIRST && (
        <button type="button" className={styles.moreButton} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show ${sorted.length - FIRST} more`}
        </button>
      )}
    </section>
  );
}
