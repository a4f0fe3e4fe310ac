import { formatCounted, formatDuration, formatScore, formatSigned, metricLabel } from '#components/charts/format.ts';
import { type Difference, pairedDifference, testOverTrain } from '#components/charts/interval.ts';
import { sameFolds } from '#components/models/differences.ts';
import type { MetricSummary, TrainedModel } from '#lib/contracts/train.ts';
import styles from './result-strip.module.css';
import { Cell } from './strip.tsx';
import train from './train.module.css';

/** The score with its spread and what it is compared with; fold by fold; the other metrics. */
export function ResultStrip({
  model,
  before,
}: {
  readonly model: TrainedModel;
  readonly before: TrainedModel | undefined;
}) {
  const main = mainMetric(model);
  const old = before && mainMetric(before);
  return (
    <div className={train.strip}>
      <Cell title={main ? metricLabel(main.name) : 'Score'} note={foldWords(main)}>
        {main && <Headline metric={main} model={model} old={old} before={before} />}
      </Cell>
      <Cell
        title="Fold by fold"
        note={
          before
            ? sameFolds(model, before)
              ? `version ${before.version} hollow, ${model.version} full`
              : `version ${before.version} had other folds`
            : undefined
        }
        wide
      >
        {main && <FoldDots metric={main} old={before && sameFolds(model, before) ? old : undefined} />}
      </Cell>
      <Cell title="Also" note={`${formatCounted(model.rows, 'row')}, ${formatDuration(totalMs(model))}`} wide>
        <dl className={styles.also}>
          {model.metrics
            .filter(({ name }) => name !== main?.name)
            .slice(0, 4)
            .map((metric) => (
              <div key={metric.name}>
                <dd>{formatScore(metric.mean)}</dd>
                <dt>
                  {metricLabel(metric.name)}
                  {metric.std !== undefined && <span> ± {formatScore(metric.std)}</span>}
                </dt>
              </div>
            ))}
        </dl>
      </Cell>
    </div>
  );
}

export const mainMetric = (model: TrainedModel): MetricSummary | undefined =>
  model.metrics.find(({ name }) => name === model.metric) ?? model.metrics[0];

const totalMs = (model: TrainedModel): number =>
  Object.values(model.phases).reduce((sum, seconds) => sum + seconds, 0) * 1000;

function foldWords(metric: MetricSummary | undefined): string {
  if (!metric) return '';
  return metric.folds.length > 1 ? `${metric.folds.length} folds` : 'held-out rows';
}

function Headline({
  metric,
  model,
  old,
  before,
}: {
  readonly metric: MetricSummary;
  readonly model: TrainedModel;
  readonly old: MetricSummary | undefined;
  readonly before: TrainedModel | undefined;
}) {
  const difference =
    old && before && sameFolds(model, before)
      ? pairedDifference(metric.folds, old.folds, testOverTrain(model.split))
      : undefined;
  return (
    <>
      <p className={styles.headline}>
        {formatScore(metric.mean)}
        {metric.std !== undefined && <span>± {formatScore(metric.std)}</span>}
      </p>
      {before && difference ? (
        <DifferenceLine difference={difference} better={metric.greaterIsBetter} version={before.version} />
      ) : (
        <p className={train.under}>
          {model.baseline === undefined ? 'nothing to compare with yet' : `${baselineWords(metric, model.baseline)}`}
        </p>
      )}
    </>
  );
}

/** What one would score without learning, and by how much this is better. */
export function baselineWords(metric: MetricSummary, baseline: number): string {
  const gain = metric.greaterIsBetter ? metric.mean - baseline : baseline - metric.mean;
  return `${formatScore(Math.abs(gain))} ${gain >= 0 ? 'better' : 'worse'} than the baseline’s ${formatScore(baseline)}`;
}

export function DifferenceLine({
  difference,
  better,
  version,
}: {
  readonly difference: Difference;
  readonly better: boolean;
  readonly version: number;
}) {
  const verdict = !difference.clear ? 'open' : difference.mean > 0 === better ? 'better' : 'worse';
  return (
    <>
      <p className={styles.difference} data-verdict={verdict}>
        <b>{formatSigned(difference.mean)}</b> {verdict === 'open' ? 'not clear yet' : verdict}, against version{' '}
        {version}
      </p>
      <p className={train.under} title="Nadeau and Bengio: folds share training rows, so their variance is widened">
        95 % interval {formatSigned(difference.low)} to {formatSigned(difference.high)}, corrected
      </p>
    </>
  );
}

function FoldDots({ metric, old }: { readonly metric: MetricSummary; readonly old: MetricSummary | undefined }) {
  const all = [...metric.folds, ...(old?.folds ?? [])];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const place = (value: number): string => `${high === low ? 50 : ((value - low) / (high - low)) * 92 + 4}%`;
  return (
    <ol className={styles.dots} aria-label="Score of each fold">
      {metric.folds.slice(0, 5).map((score, fold) => {
        const was = old?.folds[fold];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fold is its number
          <li key={fold}>
            <span aria-hidden="true">
              {was !== undefined && <i data-role="before" style={{ left: place(was) }} />}
              <i data-role="now" style={{ left: place(score) }} />
            </span>
            <em>{was === undefined ? formatScore(score) : formatSigned(score - was)}</em>
          </li>
        );
      })}
      {metric.folds.length > 5 && <li className={styles.moreFolds}>and {metric.folds.length - 5} more</li>}
    </ol>
  );
}
