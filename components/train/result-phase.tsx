'use client';
import { Copy } from 'lucide-react';
import { IconButton } from '#components/ui/index.ts';
import type { Prediction } from '#lib/contracts/api.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import type { Result } from '#lib/contracts/problem.ts';
import type { TrainedModel } from '#lib/contracts/train.ts';
import { Importance } from './importance.tsx';
import panel from './panel.module.css';
import { predictSql } from './phase.ts';
import { ResultCharts } from './result-charts.tsx';
import styles from './result-phase.module.css';
import { ResultStrip } from './result-strip.tsx';
import { Slices } from './slices.tsx';
import { type Row, TryRow } from './try-row.tsx';
import { Versions } from './versions.tsx';

export interface ResultPhaseProps {
  readonly versions: readonly TrainedModel[];
  readonly shown: TrainedModel;
  readonly now: number;
  readonly rowsFrom: RelationName | undefined;
  readonly sample: Row | undefined;
  readonly onShow: (version: number) => void;
  readonly onSample: () => void;
  readonly predict: (row: Record<string, unknown>) => Promise<Result<Prediction>>;
}

/** What was learned: score, pictures, importance, a row to try, the SQL to use it, and the versions before it. */
export function ResultPhase({ versions, shown, now, rowsFrom, sample, onShow, onSample, predict }: ResultPhaseProps) {
  const before = versions.find(({ version }) => version < shown.version);
  const sql = predictSql(shown, rowsFrom);
  return (
    <div className={styles.result}>
      <ResultStrip model={shown} before={before} />
      <ResultCharts model={shown} />
      <div className={styles.panels}>
        <Importance importance={shown.importance} />
        <div className={panel.stack}>
          <section className={panel.panel}>
            <h3>
              Use it in SQL
              <IconButton label="Copy the SQL" onClick={() => void navigator.clipboard.writeText(sql)}>
                <Copy size={14} />
              </IconButton>
            </h3>
            <pre className={styles.sql}>{sql}</pre>
            {shown.notes.length > 0 && (
              <ul className={styles.notes}>
                {shown.notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            )}
          </section>
          {shown.slices && shown.slices.length > 0 && <Slices slices={shown.slices} />}
          <Versions versions={versions} shown={shown.version} now={now} onShow={onShow} />
        </div>
        <TryRow model={shown} sample={sample} onSample={onSample} predict={predict} />
      </div>
    </div>
  );
}
