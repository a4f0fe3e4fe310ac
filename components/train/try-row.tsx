'use client';
import { useEffect, useId, useState } from 'react';
import { formatScore } from '#components/charts/format.ts';
import { shortType } from '#components/results/short-type.ts';
import { Button } from '#components/ui/index.ts';
import type { Prediction } from '#lib/contracts/api.ts';
import type { Problem, Result } from '#lib/contracts/problem.ts';
import type { TrainedModel } from '#lib/contracts/train.ts';
import panel from './panel.module.css';
import styles from './try-row.module.css';

export type Row = Readonly<Record<string, string | null>>;

/** A form of the model's features: change a value and see what the model says. It predicts in the database. */
export function TryRow({
  model,
  sample,
  onSample,
  predict,
}: {
  readonly model: TrainedModel;
  readonly sample: Row | undefined;
  readonly onSample: () => void;
  readonly predict: (row: Record<string, unknown>) => Promise<Result<Prediction>>;
}) {
  const [values, setValues] = useState<Row>({});
  const [said, setSaid] = useState<Prediction>();
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  useEffect(() => setValues(sample ?? {}), [sample]);
  const ask = async (row: Row) => {
    setBusy(true);
    const answer = await predict(toJson(model, row));
    setBusy(false);
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) setSaid(answer.value);
  };
  // A new sample is asked about at once; typing waits for the button or Enter.
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the sample alone
  useEffect(() => {
    if (sample) void ask(sample);
  }, [sample, model.version]);
  return (
    <section className={panel.panel}>
      <h3>
        Try a row
        <Button size="small" variant="ghost" onClick={onSample}>
          Another row
        </Button>
      </h3>
      <Said said={said} problem={problem} task={model.task} />
      <form
        className={styles.tryForm}
        onSubmit={(event) => {
          event.preventDefault();
          void ask(values);
        }}
      >
        {model.features.map((feature) => (
          <FeatureField
            key={feature.name}
            name={feature.name}
            type={feature.type}
            value={values[feature.name]}
            onChange={(value) => setValues({ ...values, [feature.name]: value })}
          />
        ))}
        <Button type="submit" size="small" loading={busy}>
          Predict
        </Button>
      </form>
    </section>
  );
}

function Said({
  said,
  problem,
  task,
}: {
  readonly said: Prediction | undefined;
  readonly problem: Problem | undefined;
  readonly task: TrainedModel['task'];
}) {
  const best = said?.probabilities && Object.entries(said.probabilities).toSorted((a, b) => b[1] - a[1])[0];
  return (
    <output className={styles.said} aria-live="polite">
      {problem ? (
        <span className={panel.wrong}>
          {problem.message} {problem.remedy}
        </span>
      ) : said ? (
        <>
          <b>
            {task === 'regression' && typeof said.value === 'number'
              ? formatScore(said.value)
              : String(said.value ?? 'NULL')}
          </b>
          {best && <span>{(best[1] * 100).toFixed(0)} % sure</span>}
          {said.probabilities && <Probabilities of={said.probabilities} />}
        </>
      ) : (
        <span>Fill in a row, or take one from the training set.</span>
      )}
    </output>
  );
}

function Probabilities({ of }: { readonly of: Readonly<Record<string, number>> }) {
  return (
    <ul className={styles.probabilities}>
      {Object.entries(of)
        .toSorted((a, b) => b[1] - a[1])
        .slice(0, 4)
        .map(([name, share]) => (
          <li key={name}>
            <span>{name}</span>
            <i>
              <i style={{ transform: `scaleX(${share})` }} />
            </i>
            <em>{(share * 100).toFixed(1)} %</em>
          </li>
        ))}
    </ul>
  );
}

function FeatureField({
  name,
  type,
  value,
  onChange,
}: {
  readonly name: string;
  readonly type: string;
  readonly value: string | null | undefined;
  readonly onChange: (value: string | null) => void;
}) {
  const id = useId();
  return (
    <div className={styles.tryField}>
      <label htmlFor={id}>{name}</label>
      <span>{shortType(type)}</span>
      <input
        id={id}
        value={value ?? ''}
        placeholder="NULL"
        inputMode={isNumber(type) ? 'decimal' : undefined}
        onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      />
    </div>
  );
}

const isNumber = (type: string): boolean => /int|float|double|numeric|real|decimal/.test(type);

/** The row as PostgreSQL's `to_jsonb` would give it: numbers and booleans bare, the rest text, empty is NULL. */
export function toJson(model: TrainedModel, row: Row): Record<string, unknown> {
  return Object.fromEntries(
    model.features.map(({ name, type }) => {
      const value = row[name] ?? null;
      if (value === null) return [name, null];
      if (isNumber(type)) return [name, Number.isNaN(Number(value)) ? value : Number(value)];
      if (type.startsWith('bool')) return [name, value === 't' || value === 'true'];
      return [name, value];
    }),
  );
}
