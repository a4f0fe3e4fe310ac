'use client';
import { type ReactNode, useMemo } from 'react';
import { Chart } from '#components/charts/chart.tsx';
import { curveOption, curveSeries } from '#components/charts/curve.ts';
import { formatCount, metricLabel } from '#components/charts/format.ts';
import { areaUnder, calibrationOption, residualOption, rocOption } from '#components/charts/result.ts';
import type { TrainedModel } from '#lib/contracts/train.ts';
import styles from './result-charts.module.css';

/** The pictures of a trained model: what fits its task and what was stored with it. */
export function ResultCharts({ model }: { readonly model: TrainedModel }) {
  return (
    <div className={styles.pictures}>
      {model.roc && model.roc.length > 1 && <Roc points={model.roc} />}
      {model.calibration && model.calibration.length > 1 && <Calibration points={model.calibration} />}
      {model.residuals && <Residuals residuals={model.residuals} target={model.target} />}
      {model.curve.length > 1 && <Curve model={model} />}
      {model.confusion && <Confusion counts={model.confusion} classes={model.classes ?? []} />}
    </div>
  );
}

function Picture({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note: string;
  readonly children: ReactNode;
}) {
  return (
    <figure className={styles.picture}>
      <figcaption>
        {title}
        <span>{note}</span>
      </figcaption>
      {children}
    </figure>
  );
}

function Roc({ points }: { readonly points: NonNullable<TrainedModel['roc']> }) {
  const option = useMemo(() => rocOption(points), [points]);
  const area = areaUnder(points).toFixed(3);
  return (
    <Picture title="ROC" note={`true by false positive rate, area ${area}`}>
      <Chart option={option} label={`ROC curve, area ${area}`} />
    </Picture>
  );
}

function Calibration({ points }: { readonly points: NonNullable<TrainedModel['calibration']> }) {
  const option = useMemo(() => calibrationOption(points), [points]);
  return (
    <Picture title="Calibration" note="seen by predicted">
      <Chart option={option} label="Share seen by probability predicted; on the diagonal they agree" />
    </Picture>
  );
}

function Residuals({
  residuals,
  target,
}: {
  readonly residuals: NonNullable<TrainedModel['residuals']>;
  readonly target: string;
}) {
  const option = useMemo(() => residualOption(residuals), [residuals]);
  return (
    <Picture title="Residuals" note={`${target} seen minus predicted, rows`}>
      <Chart option={option} label="Histogram of residuals" />
    </Picture>
  );
}

function Curve({ model }: { readonly model: TrainedModel }) {
  const option = useMemo(
    () => curveOption(curveSeries(model.curve, false), model.curveMetric ?? model.metric, undefined, true),
    [model],
  );
  return (
    <Picture title="Learning" note={`${metricLabel(model.curveMetric ?? model.metric)} by iteration`}>
      <Chart option={option} label="Learning curves of the folds" />
    </Picture>
  );
}

/** Actual in rows, predicted in columns, of rows no fold was fitted on. */
function Confusion({
  counts,
  classes,
}: {
  readonly counts: readonly (readonly number[])[];
  readonly classes: readonly string[];
}) {
  const shown = counts.slice(0, 8);
  const name = (at: number): string => classes[at] ?? String(at);
  return (
    <Picture title="Confusion" note="rows seen, columns predicted">
      <div className={styles.confusionBox}>
        <table className={styles.confusion}>
          <thead>
            <tr>
              <td />
              {shown.map((_, at) => (
                <th key={name(at)} scope="col">
                  {name(at)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, actual) => {
              const all = row.reduce((sum, count) => sum + count, 0);
              return (
                <tr key={name(actual)}>
                  <th scope="row">{name(actual)}</th>
                  {row.slice(0, 8).map((count, predicted) => (
                    <td
                      key={name(predicted)}
                      data-right={actual === predicted}
                      style={{ '--share': `${Math.round((count / Math.max(all, 1)) * 34) + 8}%` }}
                    >
                      <b>{formatCount(count)}</b>
                      <span>{((count / Math.max(all, 1)) * 100).toFixed(0)} %</span>
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
        {counts.length === 2 && <Rates counts={counts} />}
        {counts.length > 8 && <p className={styles.more}>the first 8 of {counts.length} classes</p>}
      </div>
    </Picture>
  );
}

function Rates({ counts }: { readonly counts: readonly (readonly number[])[] }) {
  const [[, falsePositive = 0] = [], [falseNegative = 0, truePositive = 0] = []] = counts;
  const precision = truePositive / Math.max(truePositive + falsePositive, 1);
  const recall = truePositive / Math.max(truePositive + falseNegative, 1);
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return (
    <p className={styles.rates}>
      <span>
        precision <b>{precision.toFixed(3)}</b>
      </span>
      <span>
        recall <b>{recall.toFixed(3)}</b>
      </span>
      <span>
        F1 <b>{f1.toFixed(3)}</b>
      </span>
    </p>
  );
}
