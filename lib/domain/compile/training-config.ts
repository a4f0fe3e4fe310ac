import { nearNames } from '../../contracts/near.ts';
import type { Config } from './draft.ts';

/** Keys of a training node's config (ml.md); an unknown one is an error. */
export const trainingKeys: readonly string[] = [
  'task',
  'target',
  'id',
  'features',
  'exclude',
  'algorithm',
  'hyperparams',
  'search',
  'search_space',
  'search_args',
  'test_size',
  'split_column',
  'cv',
  'group',
  'time',
  'sample_weight',
  'class_weight',
  'preprocess',
  'early_stopping',
  'metric',
  'metrics',
  'seed',
  'max_runtime',
  'max_memory',
  'automatic_deploy',
];
const PREDICTION_KEYS = ['model', 'version', 'id', 'keep', 'probabilities'];

/** Keys every node may have. */
const COMMON_KEYS = [
  'materialized',
  'schema',
  'alias',
  'database',
  'tags',
  'meta',
  'enabled',
  'docs',
  'group',
  'access',
  'description',
  'grants',
  'persist_docs',
  'pre_hook',
  'post_hook',
  'quoting',
  'contract',
  'full_refresh',
  'event_time',
  'indexes',
  'unlogged',
  'on_configuration_change',
  'column_types',
  'packages',
];

const TASKS = ['regression', 'classification', 'multiclass', 'ranking', 'clustering', 'anomaly'];
const WITHOUT_TARGET = ['clustering', 'anomaly'];
const STRATEGIES = ['kfold', 'stratified', 'group', 'time', 'column'];
const CV_KEYS = ['folds', 'strategy', 'column', 'gap', 'seed', 'shuffle'];
const TEXT_KEYS = [
  'task',
  'target',
  'algorithm',
  'metric',
  'split_column',
  'group',
  'time',
  'sample_weight',
  'max_runtime',
  'search',
];

/** Something wrong with a key of the config. */
export interface ConfigFault {
  readonly key: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string | undefined;
}

const fault = (key: string, code: string, message: string, remedy?: string): ConfigFault => ({
  key,
  code,
  message,
  remedy,
});
const list = (values: readonly string[]): string => values.join(', ');

function unknownKeys(config: Config, own: readonly string[], what: string): ConfigFault[] {
  const known = new Set([...own, ...COMMON_KEYS]);
  return Object.keys(config)
    .filter((key) => !known.has(key))
    .map((key) => {
      const [near] = nearNames(key, known);
      const remedy = near === undefined ? `Its keys are ${list(own)}.` : `Did you mean "${near}"?`;
      return fault(key, 'config.unknown_key', `A ${what} node has no config "${key}".`, remedy);
    });
}

function badChoice(key: string, value: unknown, choices: readonly string[]): ConfigFault | undefined {
  if (value === undefined || value === null || choices.includes(String(value))) return undefined;
  const [near] = nearNames(String(value), choices);
  const remedy = near === undefined ? `It is one of ${list(choices)}.` : `Did you mean "${near}"?`;
  return fault(key, 'config.value', `${key}='${String(value)}' is not known.`, remedy);
}

function cvFaults(cv: unknown): ConfigFault[] {
  if (cv === undefined || cv === null) return [];
  if (typeof cv !== 'object' || Array.isArray(cv)) {
    return [fault('cv', 'config.value', 'cv is a mapping.', "Write cv={'folds': 5, 'strategy': 'stratified'}.")];
  }
  const given: Record<string, unknown> = { ...cv };
  const strategy = badChoice('cv.strategy', given.strategy, STRATEGIES);
  const faults = strategy === undefined ? [] : [{ ...strategy, key: 'cv' }];
  for (const key of Object.keys(given)) {
    if (CV_KEYS.includes(key)) continue;
    const [near] = nearNames(key, CV_KEYS);
    faults.push(
      fault(
        'cv',
        'config.unknown_key',
        `cv has no key "${key}".`,
        near === undefined ? `Its keys are ${list(CV_KEYS)}.` : `Did you mean "${near}"?`,
      ),
    );
  }
  const { folds } = given;
  if (folds !== undefined && (typeof folds !== 'number' || !Number.isInteger(folds) || folds < 2)) {
    faults.push(fault('cv', 'config.value', 'cv.folds is a whole number of at least 2.'));
  }
  return faults;
}

function isFraction(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value < 1;
}

/** What is wrong with a training node's config; what needs the data is checked before the fit. */
export function trainingFaults(config: Config): ConfigFault[] {
  const faults = unknownKeys(config, trainingKeys, 'training');
  const task = badChoice('task', config.task, TASKS);
  if (task !== undefined) faults.push(task);
  const needsTarget = !WITHOUT_TARGET.includes(String(config.task));
  if (needsTarget && (config.target === undefined || config.target === null || config.target === '')) {
    faults.push(
      fault(
        'target',
        'config.missing',
        'A training node needs a target: the column to predict.',
        "Add target='…' to its config.",
      ),
    );
  }
  for (const key of TEXT_KEYS) {
    const value = config[key];
    if (value === undefined || value === null || typeof value === 'string') continue;
    if (key === 'max_runtime' && typeof value === 'number') continue;
    faults.push(fault(key, 'config.value', `${key} is a text.`, `Write ${key}='…'.`));
  }
  if (config.test_size !== undefined && config.test_size !== null && !isFraction(config.test_size)) {
    faults.push(
      fault(
        'test_size',
        'config.value',
        'test_size is a part of the rows between 0 and 1.',
        'Write for example test_size=0.2.',
      ),
    );
  }
  if (
    config.hyperparams !== undefined &&
    (typeof config.hyperparams !== 'object' || Array.isArray(config.hyperparams))
  ) {
    faults.push(
      fault('hyperparams', 'config.value', 'hyperparams is a mapping.', "Write hyperparams={'n_estimators': 300}."),
    );
  }
  return [...faults, ...cvFaults(config.cv)];
}

/** What is wrong with a prediction node's config. */
export function predictionFaults(config: Config): ConfigFault[] {
  const faults = unknownKeys(config, PREDICTION_KEYS, 'prediction');
  if (config.model === undefined || config.model === null || config.model === '') {
    faults.push(
      fault(
        'model',
        'config.missing',
        'A prediction node needs the training node whose model it uses.',
        "Add model='…' to its config.",
      ),
    );
  }
  return faults;
}

const pickKeys = (config: Config, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    keys.filter((key) => config[key] !== undefined && config[key] !== null).map((key) => [key, config[key]]),
  );

/** The part of a training node's config that `insitu.train` takes. */
export const trainingConfig = (config: Config): Record<string, unknown> => pickKeys(config, trainingKeys);
/** The part of a prediction node's config that `insitu.predict_into` takes. */
export const predictionConfig = (config: Config): Record<string, unknown> =>
  pickKeys(
    config,
    PREDICTION_KEYS.filter((key) => key !== 'model'),
  );
