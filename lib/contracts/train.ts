import { z } from 'zod';

export const trainingTask = z.enum(['regression', 'classification', 'multiclass']);
export type TrainingTask = z.infer<typeof trainingTask>;

/** One line of a learning curve or a phase change, sent as a NOTICE's DETAIL while a fit runs. */
export const trainingProgress = z.object({
  phase: z.enum(['read', 'check', 'fit', 'score', 'refit', 'store', 'predict', 'cell']),
  /** 1-based fold, when folds are used. */
  fold: z.number().int().positive().optional(),
  folds: z.number().int().positive().optional(),
  iteration: z.number().int().nonnegative().optional(),
  iterations: z.number().int().positive().optional(),
  metric: z.string().optional(),
  train: z.number().optional(),
  validation: z.number().optional(),
  rows: z.number().int().nonnegative().optional(),
  rowsPerSecond: z.number().nonnegative().optional(),
  /** Peak resident memory of the fenced child so far, bytes. */
  memoryBytes: z.number().int().nonnegative().optional(),
  /** 0 to 1 over the whole training. */
  fraction: z.number().min(0).max(1).optional(),
});
export type TrainingProgress = z.infer<typeof trainingProgress>;

export const metricSummary = z.object({
  name: z.string(),
  mean: z.number(),
  std: z.number().optional(),
  folds: z.array(z.number()),
  greaterIsBetter: z.boolean(),
});
export type MetricSummary = z.infer<typeof metricSummary>;

/** What `insitu.train` returns and `insitu.training_info(name, version)` gives again. */
export const trainedModel = z.object({
  name: z.string(),
  version: z.number().int().positive(),
  task: trainingTask,
  target: z.string(),
  algorithm: z.string(),
  hyperparams: z.record(z.string(), z.unknown()),
  metric: z.string(),
  metrics: z.array(metricSummary),
  rows: z.number().int(),
  features: z.array(
    z.object({ name: z.string(), type: z.string(), nullable: z.boolean(), categories: z.number().int().optional() }),
  ),
  importance: z.array(z.object({ feature: z.string(), gain: z.number() })),
  curve: z.array(
    z.object({
      fold: z.number().int(),
      iteration: z.number().int(),
      train: z.number().optional(),
      validation: z.number().optional(),
    }),
  ),
  classes: z.array(z.string()).optional(),
  /** Counts, actual in rows, predicted in columns; out-of-fold or hold-out rows only. */
  confusion: z.array(z.array(z.number())).optional(),
  residuals: z.object({ edges: z.array(z.number()), counts: z.array(z.number()) }).optional(),
  roc: z.array(z.object({ fpr: z.number(), tpr: z.number() })).optional(),
  calibration: z.array(z.object({ predicted: z.number(), observed: z.number(), rows: z.number() })).optional(),
  baseline: z.number().optional(),
  /** The baseline's score in each metric: the mean, or the classes' shares, of the rows learned from. */
  baselines: z.record(z.string(), z.number()).optional(),
  /** What `importance` adds up: gain of the splits, or size of the coefficients of scaled columns. */
  importanceKind: z.enum(['gain', 'coefficient']).optional(),
  /** Best round of each fold; the kept model has their median. Empty without rounds. */
  bestIterations: z.array(z.number().int()).optional(),
  /** Rows that were held out and judged, over all folds. */
  judgedRows: z.number().int().optional(),
  /** Rows of each class of `classes`. */
  classRows: z.array(z.number().int()).optional(),
  /** Columns of the query that are not features, with the reason. */
  leftOut: z.record(z.string(), z.string()).optional(),
  /** sha256 over the rows in the order they were read. */
  dataHash: z.string().optional(),
  /** Seconds of the whole training in the database. */
  seconds: z.number().optional(),
  /** Whether `insitu.predict` without a version may take this one. */
  deployed: z.boolean().optional(),
  /** What `curve` measures, where it is not `metric`. */
  curveMetric: z.string().optional(),
  /** Parts of the judged rows whose mean loss is surely above the whole's, surest first. */
  slices: z
    .array(
      z.object({
        feature: z.string(),
        slice: z.string(),
        rows: z.number().int(),
        loss: z.number(),
        overall: z.number(),
      }),
    )
    .optional(),
  split: z.record(z.string(), z.unknown()),
  seed: z.number().int(),
  query: z.string(),
  packages: z.record(z.string(), z.string()),
  phases: z.record(z.string(), z.number()),
  peakMemoryBytes: z.number().int(),
  artifactBytes: z.number().int(),
  notes: z.array(z.string()),
  trainedBy: z.string(),
  trainedAt: z.string(),
  provenance: z.record(z.string(), z.unknown()),
});
export type TrainedModel = z.infer<typeof trainedModel>;

export const finding = z.object({
  level: z.enum(['error', 'warn', 'passed']),
  code: z.string(),
  message: z.string(),
  feature: z.string().optional(),
  rows: z.number().optional(),
});
export type Finding = z.infer<typeof finding>;

/** What `insitu.check_training(query, config)` returns: the Train screen before the fit. */
export const trainingCheck = z.object({
  rows: z.number().int(),
  /** Rows of them whose target is NULL. */
  leftOut: z.number().int(),
  target: z.object({
    name: z.string(),
    type: z.string(),
    classes: z.array(z.object({ value: z.string(), rows: z.number().int() })).optional(),
    histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number()) }).optional(),
  }),
  features: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      /** Share of the rows, 0 to 1. */
      missing: z.number(),
      distinct: z.number().int(),
      histogram: z.array(z.number()),
      preparation: z.string(),
      /** What the feature says of the target alone: AUC for classes, |Spearman| for numbers. */
      alone: z.number().optional(),
      included: z.boolean(),
    }),
  ),
  split: z.record(z.string(), z.unknown()),
  estimate: z.object({ memoryBytes: z.number(), capBytes: z.number(), seconds: z.number().optional() }),
  findings: z.array(finding),
  isolation: z.string(),
  /** The task, when the config names none and the target tells. */
  task: trainingTask.optional(),
  /** Rows the features were looked at on, when that is a sample. */
  sampledRows: z.number().int().optional(),
});
export type TrainingCheck = z.infer<typeof trainingCheck>;
