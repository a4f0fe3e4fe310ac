'use client';
import { useMemo, useState } from 'react';
import { formatCount, formatShare } from '#components/charts/format.ts';
import { SparkBars } from '#components/charts/spark.tsx';
import { Check, StateMark } from '#components/ui/index.ts';
import type { Finding, TrainingCheck } from '#lib/contracts/train.ts';
import styles from './features.module.css';

type Feature = TrainingCheck['features'][number];
type Order = 'alone' | 'name' | 'missing' | 'distinct';

/** Every feature with its values, gaps and what it says of the target alone: leakage by eye. */
export function FeatureTable({
  check,
  marked,
  mayEdit,
  onInclude,
  onMark,
}: {
  readonly check: TrainingCheck;
  /** The feature of the finding that is looked at. */
  readonly marked: string | undefined;
  readonly mayEdit: boolean;
  readonly onInclude: (feature: string, included: boolean) => void;
  readonly onMark: (feature: string | undefined) => void;
}) {
  const [order, setOrder] = useState<Order>('alone');
  const features = useMemo(() => check.features.toSorted(comparer(order)), [check.features, order]);
  const findings = useMemo(
    () =>
      Map.groupBy(
        check.findings.filter(({ level }) => level !== 'passed'),
        ({ feature }) => feature,
      ),
    [check],
  );
  const measure = check.target.classes ? 'AUC alone' : 'Rank alone';
  const heading = (key: Order, label: string, right = false) => (
    <th scope="col" className={right ? styles.right : ''} aria-sort={order === key ? 'descending' : 'none'}>
      <button type="button" onClick={() => setOrder(key)}>
        {label}
        <span aria-hidden="true">{order === key ? ' ↓' : ''}</span>
      </button>
    </th>
  );
  return (
    <div className={styles.box}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.pick}>
              <span className={styles.unseen}>Included</span>
            </th>
            {heading('name', `Feature ${check.features.length}`)}
            <th scope="col">Type</th>
            <th scope="col">Values</th>
            {heading('missing', 'Missing', true)}
            {heading('distinct', 'Distinct', true)}
            {heading('alone', measure, true)}
            <th scope="col">Preparation</th>
            <th scope="col">
              <span className={styles.unseen}>Finding</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {features.map((feature) => (
            <Row
              key={feature.name}
              feature={feature}
              classes={check.target.classes !== undefined}
              finding={findings.get(feature.name)?.[0]}
              marked={marked === feature.name}
              mayEdit={mayEdit}
              onInclude={onInclude}
              onMark={onMark}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  feature,
  classes,
  finding,
  marked,
  mayEdit,
  onInclude,
  onMark,
}: {
  readonly feature: Feature;
  readonly classes: boolean;
  readonly finding: Finding | undefined;
  readonly marked: boolean;
  readonly mayEdit: boolean;
  readonly onInclude: (feature: string, included: boolean) => void;
  readonly onMark: (feature: string | undefined) => void;
}) {
  const { name, type, missing, distinct, histogram, preparation, alone, included } = feature;
  const missingShare = missing > 1 ? missing / 100 : missing;
  return (
    <tr data-marked={marked} data-out={!included} onMouseEnter={() => finding && onMark(name)}>
      <td className={styles.pick}>
        <Check
          label={`Learn from ${name}`}
          hideLabel
          checked={included}
          disabled={!mayEdit}
          onChange={(next) => onInclude(name, next)}
        />
      </td>
      <th scope="row">{name}</th>
      <td className={styles.quiet}>{type}</td>
      <td>
        <SparkBars counts={histogram} width={60} height={16} />
      </td>
      <td className={`${styles.right} ${missingShare > 0.5 ? styles.warn : ''}`}>{formatShare(missingShare)}</td>
      <td className={styles.right}>{formatCount(distinct)}</td>
      <td className={styles.right}>
        {alone === undefined ? (
          <span className={styles.quiet}>–</span>
        ) : (
          <span className={styles.alone}>
            <i style={{ transform: `scaleX(${strength(alone, classes)})` }} />
            {alone.toFixed(3)}
          </span>
        )}
      </td>
      <td className={styles.quiet}>{included ? preparation : 'left out'}</td>
      <td className={styles.mark} title={finding?.message}>
        {finding && <StateMark status={finding.level === 'error' ? 'failed' : 'warned'} />}
      </td>
    </tr>
  );
}

/** 0 for a feature that says nothing (AUC one half), 1 for one that says everything. */
const strength = (alone: number, classes: boolean): number =>
  Math.min(1, classes ? Math.abs(alone - 0.5) * 2 : Math.abs(alone));

function comparer(order: Order): (a: Feature, b: Feature) => number {
  switch (order) {
    case 'name':
      return (a, b) => a.name.localeCompare(b.name);
    case 'missing':
      return (a, b) => b.missing - a.missing;
    case 'distinct':
      return (a, b) => b.distinct - a.distinct;
    case 'alone':
      return (a, b) => Number(b.included) - Number(a.included) || (b.alone ?? -1) - (a.alone ?? -1);
    default:
      return order satisfies never;
  }
}
