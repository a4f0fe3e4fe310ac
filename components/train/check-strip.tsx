import { formatBytes, formatCount } from '#components/charts/format.ts';
import { SparkBars } from '#components/charts/spark.tsx';
import { Meter } from '#components/ui/index.ts';
import type { TrainingCheck } from '#lib/contracts/train.ts';
import { splitRows, splitWords } from './phase.ts';
import { Cell } from './strip.tsx';
import styles from './train.module.css';

/** Rows, the target's balance, the split and the memory: what a fit would work on. */
export function CheckStrip({
  check,
  loading,
}: {
  readonly check: TrainingCheck | undefined;
  readonly loading: boolean;
}) {
  const wait = loading ? <i className={styles.wait} aria-hidden="true" /> : <>–</>;
  return (
    <div className={styles.strip}>
      <Cell title="Rows">
        <p className={styles.value}>{check ? formatCount(check.rows) : wait}</p>
        <p className={styles.under}>{check ? leftOutWords(check) : ''}</p>
      </Cell>
      <Cell title="Target" note={check ? `${check.target.name} ${check.target.type}` : ''}>
        {check ? <Balance target={check.target} /> : wait}
      </Cell>
      <Cell title="Split" note={check ? splitWords(check.split) : ''} wide>
        {check ? <SplitPicture split={check.split} /> : wait}
      </Cell>
      <Cell title="Memory">
        <p className={styles.value}>
          {check ? formatBytes(check.estimate.memoryBytes) : wait}
          {check && <span>of {formatBytes(check.estimate.capBytes)}</span>}
        </p>
        {check && (
          <Meter label="Memory of the cap" value={check.estimate.memoryBytes / Math.max(check.estimate.capBytes, 1)} />
        )}
        <p className={styles.under}>{check ? `${check.isolation} isolation` : ''}</p>
      </Cell>
    </div>
  );
}

function leftOutWords(check: TrainingCheck): string {
  if (check.leftOut === 0) return 'all rows have a target';
  return `${formatCount(check.leftOut)} of them without a target`;
}

function Balance({ target }: { readonly target: TrainingCheck['target'] }) {
  const classes = (target.classes ?? []).toSorted((a, b) => b.rows - a.rows);
  const all = classes.reduce((sum, { rows }) => sum + rows, 0);
  if (classes.length === 0) {
    const { edges = [], counts = [] } = target.histogram ?? {};
    return (
      <>
        <SparkBars counts={counts} width={200} height={40} colour="var(--bar-hi)" />
        <p className={styles.ends}>
          <span>{shortEdge(edges[0])}</span>
          <span>{shortEdge(edges.at(-1))}</span>
        </p>
      </>
    );
  }
  return (
    <>
      <div
        className={styles.balance}
        role="img"
        aria-label={classes.map(({ value, rows }) => `${value} ${percent(rows, all)}`).join(', ')}
      >
        {classes.slice(0, 8).map(({ value, rows }, at) => (
          <i key={value} style={{ flexGrow: Math.max(rows / all, 0.01) }} data-order={at % 3} />
        ))}
      </div>
      <p className={styles.ends}>
        {classes.slice(0, 3).map(({ value, rows }) => (
          <span key={value}>
            {value} {percent(rows, all)}
          </span>
        ))}
        {classes.length > 3 && <span>and {classes.length - 3} more</span>}
      </p>
    </>
  );
}

const percent = (rows: number, all: number): string => `${((rows / Math.max(all, 1)) * 100).toFixed(1)} %`;
const shortEdge = (edge: number | undefined): string =>
  edge === undefined ? '' : String(Math.round(edge * 100) / 100);

function SplitPicture({ split }: { readonly split: TrainingCheck['split'] }) {
  const rows = splitRows(split);
  return (
    <div className={styles.split}>
      <div className={styles.splitRows} role="img" aria-label={splitWords(split)}>
        {rows.slice(0, 8).map(({ fold, parts }) => (
          <div key={fold}>
            {parts.map(({ from, to, role }) => (
              <i key={from} data-role={role} style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }} />
            ))}
          </div>
        ))}
      </div>
      <ul className={styles.splitKey}>
        <li>
          <i data-role="fit" /> fit
        </li>
        <li>
          <i data-role="validate" /> validate
        </li>
      </ul>
    </div>
  );
}
