'use client';
import { useQuery } from '@tanstack/react-query';
import { Database, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { formatCounted } from '#components/charts/format.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { Button, Check, KindIcon, useToast } from '#components/ui/index.ts';
import { catalogQuery } from '#lib/client/queries.ts';
import type { CatalogRelation } from '#lib/contracts/api.ts';
import { featureDraft, sourcesYaml, trainingDraft } from './drafts.ts';
import styles from './start-here.module.css';

/** An empty project teaches its first step, which works in place: name the data, write a feature model, add a training node. */
export function StartHere({
  step,
  firstNode,
  onOpen,
}: {
  readonly step: 1 | 2 | 3;
  readonly firstNode: string | undefined;
  readonly onOpen: (path: string) => void;
}) {
  const files = useFiles();
  const toast = useToast();
  const write = async (path: string, text: string) => {
    const answer = await files.create(path, text);
    if (answer.ok) onOpen(path);
    else toast({ mark: 'failed', text: answer.problem.message });
  };
  return (
    <div className={styles.start}>
      <div className={styles.inside}>
        <h1>Three files to a trained model</h1>
        <p className={styles.lead}>
          Write them here, or let each step write the first draft. All of it stays text you own.
        </p>
        <ol>
          <Step
            number={1}
            on={step === 1}
            title="Name your data"
            text="Choose tables that are in the database, or load a CSV as a seed."
          >
            <ChooseData onWrite={write} />
          </Step>
          <Step
            number={2}
            on={step === 2}
            title="Write a feature model"
            text="One SELECT in one file. ref() names what it reads, and the graph draws itself."
          >
            <Button
              variant="primary"
              onClick={() => void write('models/features/first_features.sql', featureDraft(firstNode))}
            >
              Write the first draft
            </Button>
          </Step>
          <Step
            number={3}
            on={step === 3}
            title="Add a training node"
            text="A SELECT and what to learn from it. Click it in the graph to train."
          >
            <Button
              variant="primary"
              onClick={() => void write('models/training/first_model.sql', trainingDraft(firstNode))}
            >
              Write the first draft
            </Button>
          </Step>
        </ol>
      </div>
    </div>
  );
}

function Step({
  number,
  on,
  title,
  text,
  children,
}: {
  readonly number: number;
  readonly on: boolean;
  readonly title: string;
  readonly text: string;
  readonly children: React.ReactNode;
}) {
  return (
    <li className={on ? `${styles.step} ${styles.on}` : styles.step} aria-current={on ? 'step' : undefined}>
      <span className={styles.number}>{number}</span>
      <div className={styles.grow}>
        <h2>{title}</h2>
        <p>{text}</p>
        {on && children}
      </div>
    </li>
  );
}

/** More than these are found by writing a sources file. */
const SHOWN = 200;

function ChooseData({ onWrite }: { readonly onWrite: (path: string, text: string) => Promise<void> }) {
  const { project } = useProject();
  const { data, isPending } = useQuery(catalogQuery(project.id));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const input = useRef<HTMLInputElement>(null);
  const tables = (data ?? [])
    .filter(({ schema, kind }) => schema !== project.branch.schema && kind !== 'view')
    .sort((a, b) => Number(b.schema === 'public') - Number(a.schema === 'public'))
    .slice(0, SHOWN);
  const key = ({ schema, name }: CatalogRelation) => `${schema}.${name}`;
  const picked = tables.filter((table) => chosen.has(key(table)));
  const load = async (file: File | undefined) => {
    if (!file) return;
    const name =
      file.name
        .replace(/\.csv$/i, '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_]+/gu, '_') || 'seed';
    await onWrite(`seeds/${name}.csv`, await file.text());
  };
  return (
    <div className={styles.choose}>
      <div className={styles.pick} aria-busy={isPending}>
        {tables.map((table) => (
          <div key={key(table)} className={styles.table}>
            <Check
              label={
                <span className={styles.tableName}>
                  <KindIcon kind="source" />
                  {table.schema === 'public' ? table.name : key(table)}
                </span>
              }
              checked={chosen.has(key(table))}
              onChange={(on) =>
                setChosen((before) => {
                  const next = new Set(before);
                  if (on) next.add(key(table));
                  else next.delete(key(table));
                  return next;
                })
              }
            />
            <span className={styles.rows}>{rowsOf(table)}</span>
            <span className={styles.columns}>{formatCounted(table.columns.length, 'column')}</span>
          </div>
        ))}
        {!isPending && tables.length === 0 && (
          <p className={styles.none}>Your role sees no tables yet. A CSV is the quickest way to begin.</p>
        )}
      </div>
      <div className={styles.ways}>
        <Button
          variant="primary"
          icon={<Database size={14} strokeWidth={1.6} />}
          disabled={picked.length === 0}
          onClick={() => void onWrite('models/sources.yml', sourcesYaml(picked))}
        >
          Make {picked.length || ''} {picked.length === 1 ? 'source' : 'sources'}
        </Button>
        <Button variant="ghost" icon={<Upload size={14} strokeWidth={1.6} />} onClick={() => input.current?.click()}>
          Load a CSV
        </Button>
        <input
          ref={input}
          type="file"
          accept=".csv,text/csv"
          hidden
          onChange={(event) => void load(event.target.files?.[0])}
        />
      </div>
    </div>
  );
}

const rowsOf = ({ estimatedRows }: CatalogRelation): string =>
  estimatedRows === undefined || estimatedRows < 0 ? '' : estimatedRows.toLocaleString('en-US');
