'use client';
import { X } from 'lucide-react';
import { formatScore, formatSigned, metricLabel } from '#components/charts/format.ts';
import { IconButton } from '#components/ui/index.ts';
import type { TrainedModel } from '#lib/contracts/train.ts';
import { compareFeatures, compareMetrics, compareSettings, type MetricRow } from './differences.ts';
import styles from './models.module.css';

/** Two trained models: metrics with an honest difference, settings that differ, features that came and went. */
export function Compare({
  a,
  b,
  onClose,
}: {
  readonly a: TrainedModel;
  readonly b: TrainedModel;
  readonly onClose: () => void;
}) {
  const [old, fresh] = a.name === b.name && a.version > b.version ? [b, a] : [a, b];
  const settings = compareSettings(old, fresh);
  const { added, removed } = compareFeatures(old, fresh);
  const title = (model: TrainedModel): string =>
    a.name === b.name ? `v${model.version}` : `${model.name} v${model.version}`;
  return (
    <aside className={styles.compare} aria-label="Comparison">
      <header>
        <h2>
          {title(old)} and {title(fresh)}
        </h2>
        <IconButton label="Close the comparison" onClick={onClose}>
          <X size={14} />
        </IconButton>
      </header>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" className={styles.right}>
              {title(old)}
            </th>
            <th scope="col" className={styles.right}>
              {title(fresh)}
            </th>
            <th scope="col" className={styles.right}>
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {compareMetrics(old, fresh).map((row) => (
            <tr key={row.name}>
              <td>{metricLabel(row.name)}</td>
              <td className={styles.right}>{withSpread(row.a)}</td>
              <td className={styles.right}>{withSpread(row.b)}</td>
              <td className={styles.right}>
                <Verdict row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.small}>
        Differences are over the same folds; intervals at 95 % are corrected for the rows folds share. Across zero is
        not clear yet.
      </p>
      {(added.length > 0 || removed.length > 0) && (
        <>
          <h3>Features</h3>
          <ul className={styles.features}>
            {added.map((name) => (
              <li key={name} data-change="added">
                + {name}
              </li>
            ))}
            {removed.map((name) => (
              <li key={name} data-change="removed">
                − {name}
              </li>
            ))}
          </ul>
        </>
      )}
      {settings.length > 0 && (
        <>
          <h3>Settings</h3>
          <table className={styles.table}>
            <tbody>
              {settings.map((row) => (
                <tr key={row.name}>
                  <td>{row.name}</td>
                  <td className={styles.right}>{row.a}</td>
                  <td className={styles.right}>{row.b}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </aside>
  );
}

function withSpread(metric: MetricRow['a']): string {
  if (!metric) return '–';
  return metric.std === undefined
    ? formatScore(metric.mean)
    : `${formatScore(metric.mean)} ± ${formatScore(metric.std)}`;
}

function Verdict({ row }: { readonly row: MetricRow }) {
  const { difference, greaterIsBetter } = row;
  if (!difference) return <span className={styles.quiet}>{row.a && row.b && !row.paired ? 'other folds' : '–'}</span>;
  const verdict = !difference.clear ? 'open' : difference.mean > 0 === greaterIsBetter ? 'better' : 'worse';
  return (
    <span className={styles.verdict} data-verdict={verdict}>
      <b>{formatSigned(difference.mean)}</b>
      <em>{verdict === 'open' ? 'not clear yet' : verdict}</em>
      <small>
        {formatSigned(difference.low)} to {formatSigned(difference.high)}
      </small>
    </span>
  );
}
