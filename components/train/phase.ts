import { isOver, type LiveRun } from '#components/runs/live.ts';
import type { TrainedModel, TrainingProgress } from '#lib/contracts/train.ts';

export type Phase = 'check' | 'train' | 'result';

/** Which of the three the screen opens on: what is going on first, then what was chosen, then what there is. */
export function phaseOf(facts: {
  readonly chosen: Phase | undefined;
  readonly run: LiveRun | undefined;
  readonly nodeId: string;
  readonly trained: boolean;
  readonly fresh: boolean;
}): Phase {
  const { chosen, run, nodeId, trained, fresh } = facts;
  const going = run !== undefined && !isOver(run.status);
  if (chosen === 'train' && run === undefined) return trained ? 'result' : 'check';
  if (chosen) return chosen;
  if (going && (run.steps.has(nodeId) || run.steps.size === 0)) return 'train';
  return trained && fresh ? 'result' : 'check';
}

/** The bars above the learning curve: what is past, what goes on, what comes. */
export interface Stage {
  readonly name: string;
  readonly state: 'past' | 'now' | 'next' | 'failed';
  readonly note: string;
  /** Share of the row, so that the long one is long. */
  readonly weight: number;
  readonly fraction: number;
}

const ORDER: readonly TrainingProgress['phase'][] = ['read', 'check', 'fit', 'score', 'refit', 'store'];

export function stagesOf(progress: TrainingProgress | undefined, end: 'going' | 'done' | 'failed'): readonly Stage[] {
  const at = end === 'done' ? ORDER.length : ORDER.indexOf(progress?.phase ?? 'read');
  const from = (phase: TrainingProgress['phase']): number => ORDER.indexOf(phase);
  const stage = (name: string, weight: number, first: number, last: number, note: string, fraction: number): Stage => {
    const now = end === 'failed' ? 'failed' : 'now';
    const state = at > last ? 'past' : at >= first && progress ? now : 'next';
    return { name, weight, note, state, fraction: state === 'past' ? 1 : state === 'next' ? 0 : fraction };
  };
  return [
    stage('Read', 1.4, from('read'), from('check'), rowsNote(progress), at === from('check') ? 0.9 : 0.5),
    stage('Fit', 5, from('fit'), from('score'), foldNote(progress), fitFraction(progress)),
    stage('Refit', 2, from('refit'), from('refit'), 'all rows', refitFraction(progress)),
    stage('Store', 1.2, from('store'), from('store'), '', 0.5),
  ];
}

const rowsNote = (progress: TrainingProgress | undefined): string =>
  progress?.rows === undefined ? '' : `${progress.rows.toLocaleString('en-US')} rows`;

function foldNote(progress: TrainingProgress | undefined): string {
  if (!progress?.folds) return '';
  return `fold ${progress.fold ?? 1} of ${progress.folds}`;
}

function fitFraction(progress: TrainingProgress | undefined): number {
  if (!progress) return 0;
  const folds = progress.folds ?? 1;
  const inFold = progress.iterations ? (progress.iteration ?? 0) / progress.iterations : 0;
  return Math.min(1, ((progress.fold ?? 1) - 1 + Math.min(1, inFold)) / folds);
}

function refitFraction(progress: TrainingProgress | undefined): number {
  return progress?.iterations ? Math.min(1, (progress.iteration ?? 0) / progress.iterations) : 0.5;
}

/** Rows of the split's picture: parts of the data from 0 to 1, in order. */
export interface SplitRow {
  readonly fold: number;
  readonly parts: readonly {
    readonly from: number;
    readonly to: number;
    readonly role: 'fit' | 'validate' | 'unused';
  }[];
}

/** Draws how folds cut the rows: growing windows for time, a block each for the others, one cut for a hold-out. */
export function splitRows(split: Readonly<Record<string, unknown>>): readonly SplitRow[] {
  const folds = typeof split.folds === 'number' && split.folds > 1 ? split.folds : 1;
  if (folds === 1) {
    const held = typeof split.test_size === 'number' ? split.test_size : 0.2;
    return [{ fold: 1, parts: [part(0, 1 - held, 'fit'), part(1 - held, 1, 'validate')] }];
  }
  return Array.from({ length: folds }, (_, at) => {
    if (split.strategy === 'time') {
      const size = 1 / (folds + 1);
      return {
        fold: at + 1,
        parts: [part(0, (at + 1) * size, 'fit'), part((at + 1) * size, (at + 2) * size, 'validate')],
      };
    }
    const [from, to] = [at / folds, (at + 1) / folds];
    const parts = [part(0, from, 'fit'), part(from, to, 'validate'), part(to, 1, 'fit')];
    return { fold: at + 1, parts: parts.filter((piece) => piece.to > piece.from) };
  });
}

const part = (from: number, to: number, role: 'fit' | 'validate' | 'unused') => ({ from, to, role });

/** The split in words. */
export function splitWords(split: Readonly<Record<string, unknown>>): string {
  const folds = typeof split.folds === 'number' ? split.folds : 1;
  const column = typeof split.column === 'string' ? split.column : undefined;
  if (folds <= 1) return 'one part of the rows is held out';
  switch (split.strategy) {
    case 'time':
      return `${folds} folds that grow with ${column ?? 'time'}`;
    case 'group':
      return `${folds} folds, no ${column ?? 'group'} in two of them`;
    case 'stratified':
      return `${folds} folds, each with the target’s balance`;
    case 'column':
      return `${folds} folds, named by ${column ?? 'a column'}`;
    default:
      return `${folds} folds at random`;
  }
}

/** Trained models of one node, newest version first. */
export const versionsOf = (models: readonly TrainedModel[], name: string): readonly TrainedModel[] =>
  models.filter((model) => model.name === name).toSorted((a, b) => b.version - a.version);

/** SQL that predicts from a relation, as one would paste it into psql. */
export function predictSql(model: TrainedModel, relation: { schema: string; identifier: string } | undefined): string {
  const from = relation ? `${quote(relation.schema)}.${quote(relation.identifier)}` : 'the_relation';
  return [
    `select t.*, insitu.predict('${model.name.replaceAll("'", "''")}', to_jsonb(t)) as prediction`,
    `from ${from} t`,
    'limit 100;',
  ].join('\n');
}

const quote = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
