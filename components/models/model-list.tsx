'use client';
import { useState } from 'react';
import { formatAgo, formatBytes, formatCount, formatScore, metricLabel } from '#components/charts/format.ts';
import { SparkLine } from '#components/charts/spark.tsx';
import { Button, Check, EmptyState, KindIcon } from '#components/ui/index.ts';
import { VersionLink } from '#components/versions/version-link.tsx';
import type { TrainedModel } from '#lib/contracts/train.ts';
import { Compare } from './compare.tsx';
import styles from './models.module.css';

const keyOf = (model: TrainedModel): string => `${model.name}@${model.version}`;
const mainOf = (model: TrainedModel) => model.metrics.find(({ name }) => name === model.metric) ?? model.metrics[0];

/** The registry: every trained model with its versions; two ticked ones are compared. */
export function ModelList({
  models,
  now,
  hrefOf,
}: {
  readonly models: readonly TrainedModel[];
  readonly now: number;
  readonly hrefOf: (model: TrainedModel) => string | undefined;
}) {
  const [picked, setPicked] = useState<readonly string[]>([]);
  const names = Map.groupBy(models, ({ name }) => name);
  const [a, b] = picked.map((key) => models.find((model) => keyOf(model) === key));
  if (models.length === 0) return <NoModels />;
  const pick = (key: string, on: boolean) =>
    setPicked((was) =>
      on ? [...was.filter((other) => other !== key), key].slice(-2) : was.filter((other) => other !== key),
    );
  return (
    <div className={styles.split}>
      <div className={styles.lists}>
        {[...names].map(([name, versions]) => (
          <section key={name} className={styles.model}>
            <header>
              <KindIcon kind="train" />
              <h2>{name}</h2>
              <span>{versions[0]?.task}</span>
              {versions.length > 1 && (
                <SparkLine
                  values={versions.toReversed().flatMap((model) => mainOf(model)?.mean ?? [])}
                  width={96}
                  height={20}
                  dot
                />
              )}
            </header>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">
                    <span className={styles.unseen}>Compare</span>
                  </th>
                  <th scope="col">Version</th>
                  <th scope="col" className={styles.right}>
                    Score
                  </th>
                  <th scope="col" className={styles.right}>
                    Baseline
                  </th>
                  <th scope="col">Algorithm</th>
                  <th scope="col" className={`${styles.right} ${styles.wide}`}>
                    Rows
                  </th>
                  <th scope="col" className={`${styles.right} ${styles.wide}`}>
                    Features
                  </th>
                  <th scope="col" className={`${styles.right} ${styles.wide}`}>
                    Size
                  </th>
                  <th scope="col" className={styles.right}>
                    Trained
                  </th>
                </tr>
              </thead>
              <tbody>
                {versions.map((model) => (
                  <VersionRow
                    key={model.version}
                    model={model}
                    now={now}
                    href={hrefOf(model)}
                    picked={picked.includes(keyOf(model))}
                    onPick={(on) => pick(keyOf(model), on)}
                  />
                ))}
              </tbody>
            </table>
          </section>
        ))}
      </div>
      {a && b ? (
        <Compare a={a} b={b} onClose={() => setPicked([])} />
      ) : (
        <p className={styles.tip}>
          {picked.length === 1 ? 'Tick one more version to compare the two.' : 'Tick two versions to compare them.'}
          {picked.length === 1 && (
            <Button size="small" variant="ghost" onClick={() => setPicked([])}>
              Clear
            </Button>
          )}
        </p>
      )}
    </div>
  );
}

function VersionRow({
  model,
  now,
  href,
  picked,
  onPick,
}: {
  readonly model: TrainedModel;
  readonly now: number;
  readonly href: string | undefined;
  readonly picked: boolean;
  readonly onPick: (on: boolean) => void;
}) {
  const main = mainOf(model);
  return (
    <tr data-picked={picked}>
      <td className={styles.pick}>
        <Check label={`Compare version ${model.version}`} hideLabel checked={picked} onChange={onPick} />
      </td>
      <td>{href ? <a href={href}>v{model.version}</a> : `v${model.version}`}</td>
      <td className={styles.right}>
        {main ? (
          <>
            <b>{formatScore(main.mean)}</b>
            <span className={styles.quiet}>
              {main.std === undefined ? '' : ` ± ${formatScore(main.std)}`} {metricLabel(main.name)}
            </span>
          </>
        ) : (
          '–'
        )}
      </td>
      <td className={styles.right}>{model.baseline === undefined ? '–' : formatScore(model.baseline)}</td>
      <td>{model.algorithm}</td>
      <td className={`${styles.right} ${styles.wide}`}>{formatCount(model.rows)}</td>
      <td className={`${styles.right} ${styles.wide}`}>{model.features.length}</td>
      <td className={`${styles.right} ${styles.wide}`}>{formatBytes(model.artifactBytes)}</td>
      <td className={styles.right}>
        <span className={styles.quiet}>{model.trainedBy}, </span>
        {formatAgo(model.trainedAt, now)}
        <Source model={model} />
      </td>
    </tr>
  );
}

function NoModels() {
  return (
    <EmptyState
      title="Nothing is trained yet"
      text="A SELECT with materialized='model' and a target is a training node. Open it in the graph and press Train: what it learns is kept here with its versions, in your database."
    />
  );
}

/** The version of the project that a trained model was made of; one trained from elsewhere has none. */
function Source({ model: { provenance } }: { readonly model: TrainedModel }) {
  const { versionNumber, path } = provenance;
  if (typeof versionNumber !== 'number') return null;
  return (
    <span className={styles.quiet}>
      , <VersionLink number={versionNumber} file={typeof path === 'string' ? path : undefined} />
    </span>
  );
}
