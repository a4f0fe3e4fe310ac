import type { Literal } from './literal.ts';
import type { Recipe } from './recipe.ts';

/** One row of the recipe: a place in `config(...)` with the way it is edited. */
export interface Field {
  readonly path: readonly string[];
  readonly label: string;
  readonly edit: 'text' | 'number' | 'choice' | 'column' | 'list';
  readonly choices?: readonly string[];
  /** Shown, quiet, when the text says nothing: what the engine does then. */
  readonly absent: string;
}
export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly Field[];
}

export const TASKS = ['classification', 'multiclass', 'regression'] as const;
const STRATEGIES = ['stratified', 'kfold', 'group', 'time', 'column'] as const;
const METRICS: Readonly<Record<string, readonly string[]>> = {
  classification: ['roc_auc', 'average_precision', 'log_loss', 'brier', 'accuracy', 'f1'],
  multiclass: ['log_loss', 'accuracy', 'f1_macro', 'roc_auc_ovr'],
  regression: ['rmse', 'mae', 'r2', 'mape'],
};

/** Common estimators, nearest first; `insitu.algorithms()` of the database replaces them where it answers. */
export const ALGORITHMS: readonly string[] = [
  'lightgbm',
  'xgboost',
  'logistic',
  'linear',
  'ridge',
  'lasso',
  'elastic_net',
  'random_forest',
  'extra_trees',
  'hist_gradient_boosting',
  'tree',
  'knn',
  'svm',
  'naive_bayes',
  'mlp',
];

const field = (
  path: string,
  label: string,
  edit: Field['edit'],
  absent: string,
  choices?: readonly string[],
): Field => ({
  path: path.split('.'),
  label,
  edit,
  absent,
  choices,
});

/** The recipe's rows for a node: what its config says, in the order people think of it. */
export function recipeGroups(recipe: Recipe, algorithms: readonly string[] = ALGORITHMS): readonly FieldGroup[] {
  const task = String(recipe.get('task')?.literal ?? '');
  const metrics = METRICS[task] ?? [...new Set(Object.values(METRICS).flat())];
  return [
    {
      title: 'Learn',
      fields: [
        field('target', 'Target', 'column', 'choose a column'),
        field('task', 'Task', 'choice', 'from the target', TASKS),
        field('metric', 'Metric', 'choice', 'by task', metrics),
        field('id', 'Identifier', 'column', 'none'),
        field('exclude', 'Leave out', 'list', 'nothing'),
      ],
    },
    { title: 'Judge', fields: judgeFields(recipe) },
    {
      title: 'Algorithm',
      fields: [
        field('algorithm', 'Estimator', 'choice', 'lightgbm', algorithms),
        ...hyperparams(recipe),
        field('seed', 'seed', 'number', '0'),
      ],
    },
    {
      title: 'Limits',
      fields: [
        field('max_memory', 'Memory', 'text', 'the project’s'),
        field('max_runtime', 'Time', 'text', 'the project’s'),
      ],
    },
  ];
}

function judgeFields(recipe: Recipe): readonly Field[] {
  const cv = recipe.get('cv')?.literal;
  const strategy = isDict(cv) ? cv.strategy : undefined;
  const fields = [
    field('cv.folds', 'Folds', 'number', recipe.has('test_size') ? 'one split' : '5'),
    field('cv.strategy', 'Split', 'choice', 'by task', STRATEGIES),
  ];
  if (strategy === 'time' || strategy === 'group' || strategy === 'column')
    fields.push(field('cv.column', 'Column', 'column', 'choose a column'));
  if (recipe.has('test_size') || !recipe.has('cv')) fields.push(field('test_size', 'Held out', 'number', 'none'));
  fields.push(field('early_stopping', 'Early stop', 'number', 'off'));
  return fields;
}

function hyperparams(recipe: Recipe): readonly Field[] {
  const given = recipe.get('hyperparams')?.literal;
  if (!isDict(given)) return [];
  return Object.entries(given).map(([name, value]) =>
    field(`hyperparams.${name}`, name, typeof value === 'number' ? 'number' : 'text', ''),
  );
}

export const isDict = (literal: Literal | undefined): literal is { readonly [key: string]: Literal } =>
  typeof literal === 'object' && literal !== null && !Array.isArray(literal);

/** The value of a field as the recipe writes it; undefined where the text says nothing. */
export function fieldText(recipe: Recipe, path: readonly string[]): string | undefined {
  const [first, ...rest] = path;
  const entry = first === undefined ? undefined : recipe.get(first);
  if (!entry) return undefined;
  if (entry.literal === undefined) return rest.length === 0 ? entry.text : undefined;
  const value = rest.reduce<Literal | undefined>(
    (inner, key) => (isDict(inner) ? inner[key] : undefined),
    entry.literal,
  );
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.map(String).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** True when the place holds an expression (`var('cap')`): shown, edited only in the text. */
export function isExpression(recipe: Recipe, path: readonly string[]): boolean {
  const entry = recipe.get(path[0] ?? '');
  return entry !== undefined && entry.literal === undefined;
}

/** What was typed as the literal to write; undefined takes the argument out, a problem says what is wrong. */
export function parseTyped(
  edit: Field['edit'],
  typed: string,
): { readonly value: Literal | undefined } | { readonly wrong: string } {
  const text = typed.trim();
  if (text === '') return { value: undefined };
  if (edit === 'list') {
    return {
      value: text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    };
  }
  const number = Number(text);
  if (edit === 'number') return Number.isNaN(number) ? { wrong: `${text} is not a number` } : { value: number };
  return { value: edit === 'text' && !Number.isNaN(number) ? number : text };
}
