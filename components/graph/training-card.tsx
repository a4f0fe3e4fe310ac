'use client';
import { useContext } from 'react';
import { formatEstimate, formatScore, metricLabel } from '#components/charts/format.ts';
import { SparkLine } from '#components/charts/spark.tsx';
import { KindIcon, StateMark } from '#components/ui/index.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import styles from './node.module.css';
import { NodePeers } from './node-peers.tsx';
import type { NodeView } from './states.ts';
import { GraphUse } from './use.ts';
import { Handles, Progress } from './work-node.tsx';

/** What a training node shows beside its state: the last curve and how long it took. */
export interface TrainingGlance {
  readonly curve: readonly number[];
  readonly seconds?: number;
  readonly metric?: string;
  readonly value?: number;
  readonly std?: number;
}

/** A training node: metric with its spread, curve, and the button that trains. A click elsewhere opens Train. */
export function TrainingCard({
  node,
  view,
  selected,
  dimmed,
  width,
  height,
}: {
  readonly node: GraphNode;
  readonly view: NodeView | undefined;
  readonly selected: boolean;
  readonly dimmed: boolean;
  readonly width: number | undefined;
  readonly height: number | undefined;
}) {
  const use = useContext(GraphUse);
  const glance = use.glance(node.id);
  const status = view?.status ?? 'new';
  const score = scoreOf(view, glance);
  const classes = [styles.card, styles[`status-${status}`], selected && styles.selected, dimmed && styles.dimmed];
  return (
    <div className={classes.filter(Boolean).join(' ')} style={{ width, height }}>
      <button
        type="button"
        data-node={node.id}
        tabIndex={selected || use.isTabStop(node.id) ? 0 : -1}
        className={styles.cardFace}
        title="Opens Train"
        aria-pressed={selected}
      >
        <span className={styles.cardHead}>
          <KindIcon kind="train" />
          <span className={styles.name}>{node.name}</span>
          <NodePeers node={node} />
          <StateMark status={status} />
        </span>
        <span className={styles.cardBody}>
          <span className={styles.cardScore}>
            <span className={styles.cardMetric}>
              {score ? metricLabel(score.metric) : (view?.reason ?? 'never trained')}
            </span>
            <span className={styles.big}>{score ? formatScore(score.value, 3) : '–'}</span>
            <span className={styles.spread}>{score?.std === undefined ? '' : `± ${formatScore(score.std, 3)}`}</span>
          </span>
          <SparkLine values={glance?.curve ?? []} width={66} height={36} dot={status === 'running' || selected} />
        </span>
      </button>
      <CardAction node={node} status={status} seconds={glance?.seconds} line={view?.reason ?? ''} />
      {status === 'running' && <Progress fraction={view?.fraction} />}
      <Handles />
    </div>
  );
}

function scoreOf(view: NodeView | undefined, glance: TrainingGlance | undefined) {
  if (glance?.metric !== undefined && glance.value !== undefined) {
    return { metric: glance.metric, value: glance.value, std: glance.std };
  }
  return view?.score;
}

function CardAction({
  node,
  status,
  seconds,
  line,
}: {
  readonly node: GraphNode;
  readonly status: NodeView['status'];
  readonly seconds: number | undefined;
  readonly line: string;
}) {
  const use = useContext(GraphUse);
  if (status === 'running' || status === 'queued') {
    return (
      <button type="button" tabIndex={-1} className={styles.cardCancel} onClick={() => use.cancel(node.id)}>
        <span>Cancel</span>
        <span className={styles.cardTime}>{line}</span>
      </button>
    );
  }
  return (
    <button
      type="button"
      tabIndex={-1}
      disabled={!use.mayRun}
      className={styles.cardTrain}
      onClick={(event) => {
        event.stopPropagation();
        use.train(node.id);
      }}
    >
      <span>{status === 'fresh' ? 'Train again' : 'Train'}</span>
      <span className={styles.cardTime}>{seconds === undefined ? '' : formatEstimate(seconds)}</span>
    </button>
  );
}
