'use client';
import { formatAgo, formatCounted, formatScore } from '#components/charts/format.ts';
import { VersionLink } from '#components/versions/version-link.tsx';
import type { TrainedModel } from '#lib/contracts/train.ts';
import panel from './panel.module.css';
import { mainMetric } from './result-strip.tsx';
import styles from './versions.module.css';

/** Every trained model of this node; one is looked at, the one before it is compared with. */
export function Versions({
  versions,
  shown,
  now,
  onShow,
}: {
  readonly versions: readonly TrainedModel[];
  readonly shown: number;
  readonly now: number;
  readonly onShow: (version: number) => void;
}) {
  return (
    <section className={panel.panel}>
      <h3>Versions</h3>
      <ul className={styles.versions}>
        {versions.map((model) => {
          const metric = mainMetric(model);
          return (
            <li key={model.version}>
              <button type="button" aria-pressed={model.version === shown} onClick={() => onShow(model.version)}>
                <b>v{model.version}</b>
                <span>{model.algorithm}</span>
                <span className={styles.versionScore}>
                  {metric ? formatScore(metric.mean) : '–'}
                  {metric?.std !== undefined && <em> ± {formatScore(metric.std)}</em>}
                </span>
                <span className={styles.versionMeta}>
                  {formatCounted(model.rows, 'row')}, {formatAgo(model.trainedAt, now)}
                </span>
              </button>
              {typeof model.provenance.versionNumber === 'number' && model.version === shown && (
                <span className={styles.versionSource}>
                  learned from <VersionLink number={model.provenance.versionNumber} />
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
