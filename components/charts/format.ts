/** How numbers, durations and sizes are written on every screen: short, tabular, with their unit. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `336776` → `336,776`. */
export const formatCount = (count: number): string => grouped.format(count);

/** `1 row`, `336,776 rows`: `one` is the word of a single one, whose plural ends in s. */
export const formatCounted = (count: number, one: string): string =>
  `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`;

/** `1420000` → `1.42 M`; below ten thousand the number is written out. */
export function formatShort(value: number): string {
  const size = Math.abs(value);
  if (size < 10_000) return size < 10 ? trimZeros(value.toFixed(1)) : grouped.format(value);
  const [scale, unit] = size < 1e6 ? [1e3, 'k'] : size < 1e9 ? [1e6, 'M'] : [1e9, 'G'];
  const scaled = value / scale;
  return `${trimZeros(scaled.toFixed(Math.abs(scaled) < 10 ? 2 : Math.abs(scaled) < 100 ? 1 : 0))} ${unit}`;
}

/** Milliseconds → `0.3 s`, `29.5 s`, `4:41`, `1:02:09`. */
export function formatDuration(ms: number): string {
  if (ms < 100) return `${Math.round(Math.max(ms, 0))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return formatClock(ms);
}

/** Milliseconds → `0:14`, `4:41`, `1:02:09`: for a time that ticks, so that its width holds. */
export function formatClock(ms: number): string {
  const seconds = Math.floor(Math.max(ms, 0) / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

/** Seconds → `about 10 min`, `about 40 s`: an estimate never pretends to more. */
export function formatEstimate(seconds: number): string {
  if (seconds < 10) return 'a few seconds';
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} s`;
  return `about ${Math.round(seconds / 60)} min`;
}

/** Bytes → `236 MB`, `42 kB`, `1.4 GB` (decimal units, as PostgreSQL's people read disks). */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  const [scale, unit] = bytes < 1e6 ? [1e3, 'kB'] : bytes < 1e9 ? [1e6, 'MB'] : [1e9, 'GB'];
  const scaled = bytes / scale;
  return `${scaled < 10 ? trimZeros(scaled.toFixed(1)) : Math.round(scaled)} ${unit}`;
}

/** A part of one → `10.2 %`; exactly none is the word, so that a column of zeros stays quiet. */
export function formatShare(share: number): string {
  if (share === 0) return 'none';
  if (share < 0.001) return '< 0.1 %';
  return `${(share * 100).toFixed(1)} %`;
}

/** A score: four decimals below one (`digits` for a card), fewer above, so that folds line up. */
export function formatScore(value: number, digits = 4): string {
  const size = Math.abs(value);
  if (size >= 1000) return grouped.format(value);
  if (size >= 100) return value.toFixed(1);
  if (size >= 10) return value.toFixed(2);
  if (size >= 1) return value.toFixed(3);
  return size !== 0 && size < 0.00005 ? value.toExponential(2) : value.toFixed(digits);
}

/** A difference with its sign and a true minus. */
export function formatSigned(value: number): string {
  const sign = value > 0 ? '+' : value < 0 ? '\u2212' : '\u00b1';
  return `${sign}${formatScore(Math.abs(value))}`;
}

/** `roc_auc` → `ROC AUC`, `log_loss` → `log loss`: names as people write them. */
export function metricLabel(metric: string): string {
  const known = METRIC_LABELS[metric.toLowerCase()];
  return known ?? metric.replaceAll('_', ' ');
}

const METRIC_LABELS: Readonly<Record<string, string>> = {
  auc: 'AUC',
  roc_auc: 'ROC AUC',
  roc_auc_ovr: 'ROC AUC, one against rest',
  average_precision: 'PR AUC',
  pr_auc: 'PR AUC',
  log_loss: 'log loss',
  logloss: 'log loss',
  brier: 'Brier',
  brier_score: 'Brier',
  f1: 'F1',
  f1_macro: 'F1, macro',
  mae: 'MAE',
  mean_absolute_error: 'MAE',
  mse: 'MSE',
  rmse: 'RMSE',
  root_mean_squared_error: 'RMSE',
  r2: 'R²',
  mape: 'MAPE',
};

/** ISO time → `14:26:02` of the reader's clock. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** ISO time → `just now`, `4 min ago`, `3 h ago`, `12 Nov`. */
export function formatAgo(iso: string, now: number): string {
  const then = new Date(iso).getTime();
  if (Number.isNaN(then)) return '';
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
